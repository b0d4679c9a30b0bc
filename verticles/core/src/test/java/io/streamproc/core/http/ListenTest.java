package io.streamproc.core.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Vertx;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Listening")
class ListenTest {
  @Test
  @DisplayName("on a port in use fails with one line that names port, setting and variable")
  void portInUse() throws Exception {
    Vertx vertx = Vertx.vertx();
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      int port = taken.getLocalPort();
      ExecutionException e =
          assertThrows(
              ExecutionException.class, () -> listen(vertx, port).get(10, TimeUnit.SECONDS));
      assertInstanceOf(PortInUseException.class, e.getCause());
      String message = e.getCause().getMessage();
      assertTrue(message.startsWith("can't listen on 127.0.0.1:" + port + " ("), message);
      assertTrue(message.endsWith("with web-ui.port (STREAMPROC_WEB_UI_PORT)"), message);
      assertEquals(1, message.lines().count());
    } finally {
      vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }
  }

  @Test
  @DisplayName("on a free port succeeds")
  void free() throws Exception {
    Vertx vertx = Vertx.vertx();
    try {
      listen(vertx, 0).get(10, TimeUnit.SECONDS);
    } finally {
      vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }
  }

  @Test
  @DisplayName("is tried in advance, and leaves a free port free")
  void probe() throws Exception {
    InetAddress loopback = InetAddress.getByName("127.0.0.1");
    try (ServerSocket taken = new ServerSocket(0, 1, loopback)) {
      InetSocketAddress address = new InetSocketAddress(loopback, taken.getLocalPort());
      BindException e = assertThrows(BindException.class, () -> Listen.probe(address));
      assertEquals("Address already in use", e.getMessage());
    }
    Listen.probe(new InetSocketAddress(loopback, 0));
  }

  private static CompletableFuture<?> listen(Vertx vertx, int port) {
    var server = vertx.createHttpServer().requestHandler(r -> r.response().end());
    return Listen.on(server, "127.0.0.1", port, "web-ui.port")
        .toCompletionStage()
        .toCompletableFuture();
  }
}
