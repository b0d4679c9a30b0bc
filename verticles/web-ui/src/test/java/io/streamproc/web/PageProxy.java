package io.streamproc.web;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.RequestOptions;

/**
 * A proxy as many are set up by default: it serves under a prefix, names the server by its address
 * in {@code Host}, gathers each answer as a whole and does not know WebSockets.
 */
final class PageProxy {
  static final String PREFIX = "/charts";

  private final HttpClient client;
  private final HttpServer server;
  private final int target;

  PageProxy(Vertx vertx, int target) {
    this.target = target;
    client = vertx.createHttpClient();
    server = vertx.createHttpServer().requestHandler(this::forward);
    RunningWebUi.await(server.listen(0, "127.0.0.1"));
  }

  String url(String path) {
    return "http://127.0.0.1:" + server.actualPort() + PREFIX + path;
  }

  private void forward(HttpServerRequest request) {
    if (!request.uri().startsWith(PREFIX)) {
      request.response().setStatusCode(404).end();
      return;
    }
    String rest = request.uri().substring(PREFIX.length());
    RequestOptions options =
        new RequestOptions()
            .setMethod(request.method())
            .setHost("127.0.0.1")
            .setPort(target)
            .setURI(rest.startsWith("/") ? rest : "/" + rest);
    String origin = request.getHeader(HttpHeaders.ORIGIN);
    if (origin != null) {
      options.putHeader(HttpHeaders.ORIGIN, origin);
    }
    request
        .body()
        .compose(body -> client.request(options).compose(out -> out.send(body)))
        .compose(
            in ->
                in.body()
                    .onSuccess(
                        (Buffer body) -> {
                          String type = in.getHeader(HttpHeaders.CONTENT_TYPE);
                          if (type != null) {
                            request.response().putHeader(HttpHeaders.CONTENT_TYPE, type);
                          }
                          request.response().setStatusCode(in.statusCode()).end(body);
                        }))
        .onFailure(e -> request.response().setStatusCode(502).end());
  }
}
