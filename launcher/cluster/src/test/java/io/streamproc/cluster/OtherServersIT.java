package io.streamproc.cluster;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.streamproc.testkit.FreePorts;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("Servers of other programs within the range of ports")
@Timeout(60)
class OtherServersIT {
  private static final Duration SOON = Duration.ofSeconds(30);

  private final String name = Member.uniqueName();
  private final int first = FreePorts.consecutive(4);

  /** What such a server does with a connection. */
  private enum Manner {
    SILENT,
    CLOSES,
    ANSWERS_IN_HTTP
  }

  /** Holds the connections that it accepted until it is closed. */
  private static final class OtherServer implements AutoCloseable {
    private final ServerSocket socket;
    private final List<Socket> accepted = new CopyOnWriteArrayList<>();

    OtherServer(int port, Manner manner) throws IOException {
      socket = new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
      Thread thread = new Thread(() -> accept(manner), "other server");
      thread.setDaemon(true);
      thread.start();
    }

    private void accept(Manner manner) {
      try {
        while (true) {
          Socket connection = socket.accept();
          accepted.add(connection);
          switch (manner) {
            case SILENT -> {}
            case CLOSES -> connection.close();
            case ANSWERS_IN_HTTP -> answer(connection);
          }
        }
      } catch (IOException e) {
        // closed
      }
    }

    private static void answer(Socket connection) throws IOException {
      OutputStream out = connection.getOutputStream();
      out.write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      connection.close();
    }

    boolean wasAsked() {
      return !accepted.isEmpty();
    }

    @Override
    public void close() throws IOException {
      socket.close();
      for (Socket connection : accepted) {
        connection.close();
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Manner.class)
  @DisplayName("don't keep members from forming one cluster")
  void join(Manner manner) throws Exception {
    long start = System.nanoTime();
    try (OtherServer second = new OtherServer(first + 1, manner);
        OtherServer third = new OtherServer(first + 2, manner);
        Member one = member();
        Member two = member()) {
      one.up();
      two.up();
      Duration took = Duration.ofNanos(System.nanoTime() - start);
      assertTrue(took.compareTo(SOON) < 0, "joined after " + took);
      Member.awaitSize(2, one, two);
      assertTrue(second.wasAsked() && third.wasAsked(), "members search the whole range");
    }
  }

  private Member member() {
    return Member.start(name, "port=" + first, "ports=4");
  }
}
