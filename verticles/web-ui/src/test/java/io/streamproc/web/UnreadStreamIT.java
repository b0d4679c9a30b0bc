package io.streamproc.web;

import static org.junit.jupiter.api.Assertions.assertFalse;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.streamproc.core.http.AccessRule;
import io.streamproc.core.http.HttpSettings;
import io.streamproc.core.http.HttpSurface;
import io.streamproc.core.http.Places;
import io.streamproc.core.http.ServerSpec;
import io.streamproc.core.http.address.ClientAddress;
import io.streamproc.core.series.Step;
import io.streamproc.core.settings.Settings;
import io.streamproc.testkit.Eventually;
import io.streamproc.testkit.RawSocket;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("A stream whose client does not read what it missed")
@Timeout(60)
class UnreadStreamIT {
  private static final UpdateFrame FRAME =
      new UpdateFrame(Buffer.buffer(), Buffer.buffer("data: 1234567890\n\n".repeat(100)));

  /** Small, because the operating system holds megabytes otherwise. */
  private static final HttpServerOptions OPTIONS =
      new HttpServerOptions().setHost("127.0.0.1").setPort(0).setSendBufferSize(4_096);

  private final Vertx vertx = Vertx.vertx();
  private final CompletableFuture<Future<Void>> waiting = new CompletableFuture<>();
  private UpdateStreams streams;

  @AfterEach
  void close() {
    vertx.close().await();
  }

  @Test
  @DisplayName("waits for the client, and fails when the client leaves, so that others are served")
  void left() throws Exception {
    SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    HttpSettings http = HttpSettings.read(Settings.of(Map.of()));
    ServerSpec spec = new ServerSpec("test", http, "127.0.0.1", AccessRule.everyone());
    HttpSurface surface = HttpSurface.open(vertx, spec, metrics, Clock.systemUTC()).await();
    streams = new UpdateStreams(surface, new Places(1, 1), new StreamMeters(metrics));
    HttpServer server = vertx.createHttpServer(OPTIONS).requestHandler(this::fill).listen().await();
    try (RawSocket socket =
        RawSocket.withSmallWindow(server.actualPort(), Duration.ofSeconds(20))) {
      socket.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n").head();
      Future<Void> sent = waiting.get(20, TimeUnit.SECONDS);
      assertFalse(sent.isComplete());
      socket.reset();
      Eventually.holds(sent::failed);
    }
  }

  /** Sends until the client would have to read. */
  private void fill(HttpServerRequest request) {
    ClientAddress client = ClientAddress.of(request.remoteAddress());
    streams.admit(client);
    UpdateStream stream = new UpdateStream(request, client, Step.SECOND, true);
    streams.add(stream);
    request.response().setChunked(true).closeHandler(v -> streams.remove(stream));
    Future<Void> sent = stream.sendMissed(FRAME);
    for (int i = 0; i < 1_000 && sent.isComplete(); i++) {
      sent = stream.sendMissed(FRAME);
    }
    waiting.complete(sent);
  }
}
