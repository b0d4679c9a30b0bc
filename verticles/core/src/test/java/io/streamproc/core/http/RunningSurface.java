package io.streamproc.core.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.streamproc.core.auth.Scope;
import io.streamproc.core.settings.Settings;
import io.streamproc.testkit.RawSocket;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.slf4j.LoggerFactory;

/**
 * Over real sockets; after each case an honest client on a connection of before gets its answer.
 */
abstract class RunningSurface {
  static final Duration PATIENCE = Duration.ofSeconds(10);
  static final String GET = "GET /secret HTTP/1.1\r\nHost: localhost\r\n\r\n";

  final Vertx vertx = Vertx.vertx();
  MeterRegistry metrics; // of the last server
  final AtomicInteger handled = new AtomicInteger();
  final ListAppender<ILoggingEvent> log = new ListAppender<>();
  int port;
  RawSocket honest;

  @BeforeEach
  void start() throws Exception {
    log.start();
    ((Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME)).addAppender(log);
    port = serve(Map.of());
    honest = new RawSocket(port, PATIENCE);
    honestIsAnswered();
  }

  @AfterEach
  void stop() throws Exception {
    honestIsAnswered();
    honest.close();
    vertx.close().await(10, TimeUnit.SECONDS);
    ((Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME)).detachAppender(log);
    assertEquals(
        List.of(),
        log.list.stream().filter(event -> event.getLevel().isGreaterOrEqual(Level.ERROR)).toList());
  }

  void honestIsAnswered() throws IOException {
    int before = handled.get();
    String head =
        honest.send("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\nab").head();
    assertTrue(head.startsWith("HTTP/1.1 200"), head);
    assertEquals(before + 1, handled.get());
  }

  int serve(Map<String, String> settings) throws Exception {
    return serve(settings, true);
  }

  int serve(Map<String, String> settings, boolean readsBodies) throws Exception {
    metrics = new SimpleMeterRegistry();
    Settings source = Settings.of(settings);
    HttpSettings http = HttpSettings.read(source);
    source.check();
    ServerSpec spec = new ServerSpec("test", http, "127.0.0.1", AccessRule.always(Scope.READ));
    HttpSurface surface =
        HttpSurface.open(vertx, spec, metrics, Clock.systemUTC()).await(10, TimeUnit.SECONDS);
    HttpServerOptions options = new HttpServerOptions();
    HttpServer server =
        readsBodies
            ? surface.bodyServer(
                vertx, options, (request, caller) -> handle(request), connection -> {})
            : surface.server(vertx, options, this::handle);
    return server.listen(0, "127.0.0.1").await(10, TimeUnit.SECONDS).actualPort();
  }

  /** Answers when it has the whole body. */
  void handle(HttpServerRequest request) {
    if (request.path().equals("/socket")) {
      request
          .toWebSocket()
          .onSuccess(socket -> socket.textMessageHandler(socket::writeTextMessage));
      return;
    }
    request
        .body()
        .onSuccess(
            body -> {
              handled.incrementAndGet();
              request.response().setStatusCode(200).putHeader("content-length", "0").end();
            });
  }

  double faults(ClientFault fault) {
    return metrics.get("streamproc.http.client-faults").tag("kind", fault.id()).counter().count();
  }

  String answer(String bytes) throws IOException {
    try (RawSocket socket = new RawSocket(port, PATIENCE)) {
      return socket.send(bytes).rest();
    }
  }

  static long answers(String text) {
    return Pattern.compile("HTTP/1\\.\\d \\d\\d\\d ").matcher(text).results().count();
  }

  static String chunks(String rest) {
    return "POST / HTTP/1.1~Host: localhost~Transfer-Encoding: chunked~~" + rest;
  }
}
