package io.streamproc.web;

import io.streamproc.core.role.RoleContext;
import io.streamproc.core.settings.Settings;
import io.streamproc.testkit.ApiContract;
import io.streamproc.testkit.Exchange;
import io.streamproc.testkit.RawSocket;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.ClientWebSocket;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
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

/**
 * The verticle on a free port of the loopback address, in a Vert.x of its own. Responses are
 * checked against the description of the API.
 */
final class RunningWebUi implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofSeconds(20);

  private static final ApiContract CONTRACT = ApiContract.of("web-ui");

  final Vertx vertx = Vertx.vertx();

  /** Vert.x closes the connections of a client that nothing refers to any more. */
  private final WebSocketClient sockets = vertx.createWebSocketClient();

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

  HttpResponse<String> post(String path, String body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url(path)))
            .timeout(PATIENCE)
            .POST(HttpRequest.BodyPublishers.ofString(body));
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    return send(request.build());
  }

  HttpResponse<String> post(String path, String type, String body) {
    return send(
        HttpRequest.newBuilder(URI.create(url(path)))
            .timeout(PATIENCE)
            .header("Content-Type", type)
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
    return sockets.connect(options);
  }

  /** A socket that is not connected yet, so that its handlers can be set before. */
  ClientWebSocket socket() {
    return sockets.webSocket();
  }

  /**
   * Asks for a WebSocket that the server refuses.
   *
   * @param fields header fields, each with its line end
   * @return the status line
   */
  String refusedSocket(String fields) throws IOException {
    try (RawSocket socket = new RawSocket(port, PATIENCE)) {
      socket.send(
          "GET /eventbus/websocket HTTP/1.1\r\nHost: localhost\r\n"
              + "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
              + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
              + fields
              + "\r\n");
      return socket.head().lines().findFirst().orElse("");
    }
  }

  /** As browsers do without TLS; left to itself the client would upgrade to HTTP/2. */
  private static HttpClient client() {
    return HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  }

  private HttpResponse<String> send(HttpRequest request) {
    try {
      HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
      CONTRACT.check(Exchange.of(response, null));
      return response;
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
