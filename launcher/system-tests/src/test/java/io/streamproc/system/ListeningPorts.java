package io.streamproc.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The listening ports of a process and its children, from the kernel's tables: {@code
 * proc_net_tcp}(5), Linux only.
 */
final class ListeningPorts {
  private static final Pattern SOCKET = Pattern.compile("socket:\\[(\\d+)]");
  private static final String LISTENING = "0A";

  /** From here on the system gives out UDP ports itself, such as to Vert.x's name resolver. */
  private static final int FIRST_OUTGOING = 32_768;

  private static final List<String> LOOPBACK =
      List.of("0100007F", "0000000000000000FFFF00000100007F", "00000000000000000000000001000000");

  private ListeningPorts() {}

  /** The TCP ports, and UDP ports as negative numbers; also noted if they are not on loopback. */
  record Found(Set<Integer> ports, Set<String> beyondLoopback) {}

  static Found of(long pid) throws IOException {
    Set<String> sockets = sockets(pid);
    ProcessHandle.of(pid)
        .orElseThrow()
        .descendants()
        .forEach(p -> sockets.addAll(sockets(p.pid())));
    Found found = new Found(new TreeSet<>(), new TreeSet<>());
    for (String table : List.of("tcp", "tcp6", "udp", "udp6")) {
      for (String line : Files.readAllLines(Path.of("/proc/net", table))) {
        add(found, table, line.strip().split("\\s+"), sockets);
      }
    }
    return found;
  }

  /** Columns: number, local address, remote address, state, ..., inode. */
  private static void add(Found found, String table, String[] columns, Set<String> sockets) {
    boolean udp = table.startsWith("udp");
    if (columns.length <= 9
        || !sockets.contains(columns[9])
        || !udp && !columns[3].equals(LISTENING)) {
      return;
    }
    String[] local = columns[1].split(":");
    int port = Integer.parseInt(local[1], 16);
    if (!udp || port < FIRST_OUTGOING) {
      found.ports.add(udp ? -port : port);
      if (!LOOPBACK.contains(local[0])) {
        found.beyondLoopback.add(String.format(Locale.ROOT, "%s %s:%d", table, local[0], port));
      }
    }
  }

  /** The inodes of a process's sockets. */
  private static Set<String> sockets(long pid) {
    Set<String> inodes = new HashSet<>();
    try (Stream<Path> files = Files.list(Path.of("/proc", Long.toString(pid), "fd"))) {
      for (Path file : files.toList()) {
        Matcher socket = SOCKET.matcher(target(file));
        if (socket.matches()) {
          inodes.add(socket.group(1));
        }
      }
      return inodes;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String target(Path link) throws IOException {
    try {
      return Files.readSymbolicLink(link).toString();
    } catch (NoSuchFileException e) {
      return ""; // closed meanwhile
    }
  }
}
