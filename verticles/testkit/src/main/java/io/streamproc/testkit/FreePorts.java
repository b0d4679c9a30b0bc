package io.streamproc.testkit;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Free ports of the loopback interface, for servers that need a fixed port. They lie below those
 * that the system gives to outgoing connections: one of the thousands that tests make would else
 * take the port before its server does. Each is given out once, and each JVM on this machine that
 * asks has a range of its own for as long as it runs, so that a server which is down for a moment
 * finds its port free again.
 */
public final class FreePorts {
  private static final int FIRST = 20_000;
  private static final int RANGES = 8;
  private static final int PER_RANGE = 750;
  private static final int TRIES = 10_000;

  private static final Set<Integer> GIVEN = ConcurrentHashMap.newKeySet();
  private static final List<FileLock> LOCKS = new ArrayList<>(); // held until the JVM ends
  private static final int FIRST_OF_OURS = FIRST + PER_RANGE * takeRange();

  private FreePorts() {}

  private static int takeRange() {
    try {
      for (int range = 0; range < RANGES; range++) {
        String name = "streamproc-ports-" + System.getProperty("user.name") + "-" + range;
        Path file = Path.of(System.getProperty("java.io.tmpdir"), name);
        FileChannel channel = FileChannel.open(file, CREATE, WRITE);
        FileLock lock = channel.tryLock();
        if (lock != null) {
          LOCKS.add(lock);
          return range;
        }
        channel.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    throw new IllegalStateException("more than " + RANGES + " JVMs want ports for tests");
  }

  /** One port, free a moment ago. */
  public static int one() {
    return several(1)[0];
  }

  /** Ports that differ from each other, free a moment ago. */
  public static int[] several(int count) {
    List<ServerSocket> held = new ArrayList<>();
    try {
      for (int i = 0; i < count; i++) {
        held.add(hold());
      }
      return held.stream().mapToInt(ServerSocket::getLocalPort).toArray();
    } finally {
      held.forEach(FreePorts::close);
    }
  }

  private static ServerSocket hold() {
    IOException last = new IOException("all of them have been given out");
    for (int i = 0; i < TRIES; i++) {
      int port = ThreadLocalRandom.current().nextInt(FIRST_OF_OURS, FIRST_OF_OURS + PER_RANGE);
      if (!GIVEN.add(port)) {
        continue;
      }
      try {
        return new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
      } catch (IOException e) {
        last = e;
      }
    }
    throw new UncheckedIOException(last);
  }

  private static void close(ServerSocket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
