package io.streamproc.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports of the loopback interface that nothing listens on, for servers that must be told one. They
 * lie below those that the system gives to outgoing connections: one of the thousands that tests
 * make would else take the port before its server does. Each is given out once, and each of the
 * JVMs among which a test run is divided has a range of its own, so that a server which is down for
 * a moment finds its port free again.
 */
public final class FreePorts {
  private static final int FIRST = 20_000;
  private static final int FORKS = 2;
  private static final int PER_FORK = 3_000;
  private static final int TRIES = 1_000;

  private static final Set<Integer> GIVEN = ConcurrentHashMap.newKeySet();

  private FreePorts() {}

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
    int first = FIRST + PER_FORK * (Integer.getInteger("surefire.forkNumber", 1) % FORKS);
    for (int i = 0; i < TRIES; i++) {
      int port = ThreadLocalRandom.current().nextInt(first, first + PER_FORK);
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
