package io.streamproc.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;

/** Checks and finds TCP ports of 127.0.0.1. */
public final class Ports {
  static final String LOOPBACK = "127.0.0.1";

  /** Below the ephemeral ports, which outgoing connections use at any time. */
  private static final int FIRST = 26_000;

  private static final int LAST = 32_000;
  private static final int TRIES = 1_000;
  private static final int FIRST_ORDINARY = 1_024;

  private Ports() {}

  /**
   * Returns distinct ports that were free a moment ago, for a local mode that may use any ports.
   * Tests use the testkit's free ports, which differ between concurrent JVMs.
   *
   * @throws UncheckedIOException when the system has none left
   */
  public static List<Integer> free(int count) {
    List<ServerSocket> held = new ArrayList<>();
    try {
      for (int i = 0; i < count; i++) {
        held.add(hold());
      }
      return held.stream().map(ServerSocket::getLocalPort).toList();
    } finally {
      held.forEach(Ports::release);
    }
  }

  private static ServerSocket hold() {
    IOException last = null;
    for (int i = 0; i < TRIES; i++) {
      int port = ThreadLocalRandom.current().nextInt(FIRST, LAST);
      try {
        return new ServerSocket(port, 1, InetAddress.getByName(LOOPBACK));
      } catch (IOException e) {
        last = e;
      }
    }
    throw new UncheckedIOException(last);
  }

  /**
   * Checks the port before the server uses it, because each server reports a conflict differently
   * and some only log it.
   *
   * @param what the port's purpose, such as {@code "HTTP"}
   * @throws EmbeddedPortInUseException that names server, purpose and port if it is in use
   */
  static void requireFree(String server, String what, int port) {
    try {
      probe(port);
    } catch (IOException e) {
      if (String.valueOf(e.getMessage()).contains("Address already in use")) {
        throw new EmbeddedPortInUseException(server, what, port, e);
      }
      throw new EmbeddedServerException(
          server,
          String.format(
              Locale.ROOT,
              "can't listen on %s port %d of %s (%s)%s",
              what,
              port,
              LOOPBACK,
              e.getMessage(),
              port < FIRST_ORDINARY ? "; ports below 1024 are root's, choose another" : ""),
          e);
    }
  }

  private static void probe(int port) throws IOException {
    try (ServerSocket probe = new ServerSocket()) {
      probe.setReuseAddress(true);
      probe.bind(new InetSocketAddress(LOOPBACK, port), 1);
    }
  }

  private static void release(ServerSocket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
