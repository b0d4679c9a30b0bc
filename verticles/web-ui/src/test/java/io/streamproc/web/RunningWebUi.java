package io.streamproc.web;

import io.streamproc.core.role.RoleContext;
import io.streamproc.core.settings.Settings;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketConnectOptions;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The verticle on a free port of the loopback address, in a Vert.x of its own. */
final class RunningWebUi implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofSeconds(20);

  final Vertx vertx = Vertx.vertx();
  final RoleContext role = RoleContext.create(vertx);
  private final Map<String, String> settings;
  private final HttpClient http = client();
  private String deployment;
  private int port;

  /**
   * @param settings those that differ from the defaults
   */
  RunningWebUi(Map<String, String> settings) {
    this.settings = new HashMap<>(settings);
    this.settings.put("web-ui.port", "0");
    start();
  }

  RunningWebUi() {
    this(Map.of());
  }

  /** Starts it; after {@link #stop()} on the same port as before. */
  void start() {
    WebUiVerticle verticle = new WebUiVerticle(WebUiSettings.read(Settings.of(settings)), role);
    deployment = await(vertx.deployVerticle(verticle));
    port = verticle.port();
    settings.put("web-ui.port", Integer.toString(port));
  }

  void stop() {
    await(vertx.undeploy(deployment));
  }

  int port() {
    return port;
  }

  String url(String path) {
    return "http://127.0.0.1:" + port + path;
  }

  HttpResponse<String> get(String path, String... headers) {
    return send("GET", path, headers);
  }

  HttpResponse<String> send(String method, String path, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url(path)))
            .timeout(PATIENCE)
            .method(method, HttpRequest.BodyPublishers.noBody());
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    return send(request.build());
  }

  HttpResponse<String> post(String path, String body) {
    return send(
        HttpRequest.newBuilder(URI.create(url(path)))
            .timeout(PATIENCE)
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build());
  }

  /**
   * Opens a WebSocket at the bridge.
   *
   * @param headers names and values in turn
   */
  Future<WebSocket> connect(String... headers) {
    WebSocketConnectOptions options =
        new WebSocketConnectOptions()
            .setHost("127.0.0.1")
            .setPort(port)
            .setURI("/eventbus/websocket");
    for (int i = 0; i < headers.length; i += 2) {
      options.addHeader(headers[i], headers[i + 1]);
    }
    return vertx.createWebSocketClient().connect(options);
  }

  /** As browsers do without TLS; left to itself the client would upgrade to HTTP/2. */
  private static HttpClient client() {
    return HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  }

  private HttpResponse<String> send(HttpRequest request) {
    try {
      return http.send(request, BodyHandlers.ofString());
    } catch (IOException e) {
      throw new AssertionError(request.toString(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  static <T> T await(Future<T> future) {
    try {
      return future
          .toCompletionStage()
          .toCompletableFuture()
          .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    await(vertx.close());
  }
}
