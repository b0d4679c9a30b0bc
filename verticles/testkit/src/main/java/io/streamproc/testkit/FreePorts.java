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
import java.util.stream.IntStream;

/**
 * Free ports on the loopback interface, for servers that need a fixed port. They lie below the
 * system's ephemeral ports; otherwise one of the thousands of outgoing connections in tests could
 * take the port before the server does. Each port is given out once, and each running JVM on this
 * machine has its own range, so that a server that is briefly down finds its port still free.
 */
public final class FreePorts {
  private static final int FIRST = 12_000; // to 25,600, below those that the local mode chooses
  private static final int RANGES = 16;
  private static final int PER_RANGE = 850;
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
    throw new IllegalStateException("more than " + RANGES + " JVMs request ports for tests");
  }

  /** Returns a port that was free a moment ago. */
  public static int one() {
    return several(1)[0];
  }

  /** Returns distinct ports that were free a moment ago. */
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

  /**
   * Returns the first of consecutive ports that were all free a moment ago. For a range of ports
   * that a member of a cluster tries and searches: no other server of the tests is within it.
   *
   * @param count number of ports, 1 to 100
   */
  public static int consecutive(int count) {
    for (int i = 0; i < TRIES; i++) {
      int first =
          ThreadLocalRandom.current().nextInt(FIRST_OF_OURS, FIRST_OF_OURS + PER_RANGE - count + 1);
      if (takeAll(first, count)) {
        return first;
      }
    }
    throw new IllegalStateException("no " + count + " consecutive ports are left");
  }

  private static synchronized boolean takeAll(int first, int count) {
    List<Integer> all = IntStream.range(first, first + count).boxed().toList();
    return all.stream().noneMatch(GIVEN::contains)
        && GIVEN.addAll(all)
        && all.stream().allMatch(FreePorts::isFree);
  }

  /** Whether nothing listens on the port of the loopback interface now. */
  public static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (IOException e) {
      return false;
    }
  }

  private static ServerSocket hold() {
    IOException last = new IOException("all of them have been given out");
    for (int i = 0; i < TRIES; i++) {
      int port = ThreadLocalRandom.current().nextInt(FIRST_OF_OURS, FIRST_OF_OURS + PER_RANGE);
      if (!take(port)) {
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

  private static synchronized boolean take(int port) {
    return GIVEN.add(port);
  }

  private static void close(ServerSocket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
