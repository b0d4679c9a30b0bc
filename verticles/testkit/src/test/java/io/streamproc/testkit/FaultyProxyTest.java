package io.streamproc.testkit;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.streamproc.testkit.FaultyProxy.Mode;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
@DisplayName("The faulty proxy")
class FaultyProxyTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(20);
  private static final byte[] PING = "ping".getBytes(US_ASCII);
  private static final byte[] PONG = "pong".getBytes(US_ASCII);

  private RecordingServer server;
  private FaultyProxy proxy;

  @BeforeEach
  void start() throws Exception {
    server = new RecordingServer();
    proxy = FaultyProxy.to(server.port());
  }

  @AfterEach
  void stop() throws Exception {
    proxy.close();
    server.close();
  }

  private Socket connect() throws IOException {
    return new Socket(InetAddress.getLoopbackAddress(), proxy.port());
  }

  private static void assertEcho(Socket client, byte[] message) throws IOException {
    client.getOutputStream().write(message);
    assertArrayEquals(message, client.getInputStream().readNBytes(message.length));
  }

  private static void assertBroken(Socket client) {
    assertThrows(
        SocketException.class,
        () -> {
          client.getInputStream().read();
          throw new AssertionError("the connection is alive, or was closed in an orderly way");
        });
  }

  @Test
  @DisplayName("forwards both directions, and the end of a stream as well")
  void passes() throws Exception {
    byte[] much = new byte[5_000_000];
    new Random(1).nextBytes(much);
    try (Socket client = connect()) {
      CompletableFuture<Void> sent = CompletableFuture.runAsync(() -> sendAll(client, much));
      assertArrayEquals(much, client.getInputStream().readAllBytes());
      sent.join();
    }
    assertArrayEquals(much, server.received());
  }

  private static void sendAll(Socket client, byte[] bytes) {
    try {
      client.getOutputStream().write(bytes);
      client.shutdownOutput();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  @DisplayName(
      "stalled, accepts and forwards nothing; later forwards everything, even from "
          + "disconnected clients")
  void stalls() throws Exception {
    try (Socket old = connect()) {
      assertEcho(old, PING);
      proxy.set(Mode.STALL);
      try (Socket leaves = connect()) {
        leaves.getOutputStream().write(PONG);
        proxy.awaitHeldRequest(TIMEOUT);
      }
      assertArrayEquals(PING, server.received());
      proxy.set(Mode.PASS);
      assertEquals("pingpong", new String(server.awaitReceived(8, TIMEOUT), US_ASCII));
      assertEcho(old, PING);
    }
  }

  @Test
  @DisplayName("muted, forwards the request and holds back the response until it passes again")
  void mutes() throws Exception {
    proxy.set(Mode.MUTE);
    try (Socket client = connect()) {
      client.getOutputStream().write(PING);
      proxy.awaitHeldAnswer(TIMEOUT);
      assertArrayEquals(PING, server.received());
      assertEquals(0, client.getInputStream().available());
      proxy.set(Mode.PASS);
      assertArrayEquals(PING, client.getInputStream().readNBytes(PING.length));
    }
  }

  @Test
  @DisplayName("resets existing and new connections, and passes again on the same port")
  void resets() throws Exception {
    try (Socket old = connect()) {
      assertEcho(old, PING);
      proxy.set(Mode.RESET);
      assertBroken(old);
      try (Socket fresh = connect()) {
        assertBroken(fresh);
      }
    }
    proxy.set(Mode.PASS);
    try (Socket client = connect()) {
      assertEcho(client, PONG);
    }
  }

  @Test
  @DisplayName(
      "refuses connections like a port on which nothing listens, and passes again on the "
          + "same port")
  void refuses() throws Exception {
    for (int i = 0; i < 20; i++) {
      try (Socket old = connect()) {
        assertEcho(old, PING);
        proxy.set(Mode.REFUSE);
        assertBroken(old);
        assertThrows(ConnectException.class, this::connect);
        proxy.set(Mode.PASS);
      }
    }
    try (Socket client = connect()) {
      assertEcho(client, PONG);
    }
  }

  @Test
  @DisplayName("resets connections that are held back, and their bytes never arrive")
  void resetsWhatIsHeld() throws Exception {
    proxy.set(Mode.STALL);
    try (Socket held = connect()) {
      held.getOutputStream().write(PING);
      proxy.awaitHeldRequest(TIMEOUT);
      proxy.set(Mode.RESET);
      assertBroken(held);
    }
    proxy.set(Mode.PASS);
    try (Socket client = connect()) {
      assertEcho(client, PONG);
    }
    assertArrayEquals(PONG, server.received());
  }

  @Test
  @DisplayName("resets in the middle of a request, once")
  void resetsInTheMiddle() throws Exception {
    proxy.resetAfter(6);
    try (Socket client = connect()) {
      assertEcho(client, PING);
      client.getOutputStream().write(PONG);
      assertThrows(IOException.class, () -> client.getInputStream().readNBytes(PONG.length));
    }
    assertTrue(server.received().length <= 6);
    try (Socket client = connect()) {
      assertEcho(client, PING);
      assertEcho(client, PONG);
    }
  }

  @Test
  @DisplayName("resets a client when there is no server")
  void withoutServer() throws Exception {
    int nobody = FreePorts.one();
    try (FaultyProxy lost = FaultyProxy.to(nobody);
        Socket client = new Socket(InetAddress.getLoopbackAddress(), lost.port())) {
      assertBroken(client);
    }
  }

  @Test
  @DisplayName("knows when the server has read everything from disconnected clients")
  void drains() throws Exception {
    proxy.set(Mode.STALL);
    try (Socket client = connect()) {
      client.getOutputStream().write(PING);
      proxy.awaitHeldRequest(TIMEOUT);
    }
    assertThrows(
        IllegalStateException.class, () -> proxy.awaitConnections(0, Duration.ofMillis(10)));
    proxy.set(Mode.PASS);
    proxy.awaitConnections(0, TIMEOUT);
    assertArrayEquals(PING, server.received());
  }

  @Test
  @DisplayName("reports that nothing is held back")
  void nothingHeld() {
    proxy.set(Mode.STALL);
    assertThrows(IllegalStateException.class, () -> proxy.awaitHeldRequest(Duration.ofMillis(10)));
  }

  @Test
  @DisplayName("frees its port when it is closed")
  void closes() throws Exception {
    try (Socket client = connect()) {
      assertEcho(client, PING);
      assertEquals(1, proxy.connections());
      proxy.close();
      assertBroken(client);
    }
    try (ServerSocket next = new ServerSocket()) {
      next.setReuseAddress(true);
      next.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), proxy.port()));
    }
  }
}
