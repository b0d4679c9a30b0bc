package io.streamproc.stores.influx;

import io.streamproc.stores.Await;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.zip.GZIPInputStream;

/**
 * Sends configured responses, in place of InfluxDB versions that are not available and for faults
 * that a real server can't be made to show.
 */
final class StandInServer {
  private final Map<String, Reply> replies = new ConcurrentHashMap<>();
  private final List<Request> requests = new CopyOnWriteArrayList<>();
  private final HttpServer server;

  /**
   * @param body body of the response
   */
  record Reply(int status, String body) {}

  /** A received request, with header names in lower case. */
  record Request(String line, Map<String, String> headers, byte[] body) {
    String text() {
      try (var in = new ByteArrayInputStream(body)) {
        return new String(
            "gzip".equals(headers.get("content-encoding"))
                ? new GZIPInputStream(in).readAllBytes()
                : body,
            StandardCharsets.UTF_8);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** Starts as an empty InfluxDB of the given version. */
  StandInServer(Vertx vertx, String version) throws Exception {
    on("GET /ping", 204, "");
    on("POST /query", 200, "{\"results\":[{\"statement_id\":0}]}");
    on("POST /api/v2/write", 204, "");
    on("POST /write", 204, "");
    server = vertx.createHttpServer().requestHandler(request -> answer(request, version));
    Await.result(server.listen(0, "127.0.0.1"));
  }

  private void answer(HttpServerRequest request, String version) {
    request
        .body()
        .onSuccess(
            body -> {
              Map<String, String> headers = new ConcurrentHashMap<>();
              request.headers().forEach((name, value) -> headers.put(name.toLowerCase(), value));
              requests.add(
                  new Request(request.method() + " " + request.uri(), headers, body.getBytes()));
              Reply reply =
                  replies.getOrDefault(
                      request.method() + " " + request.path(), new Reply(404, "no such path"));
              request
                  .response()
                  .setStatusCode(reply.status)
                  .putHeader("X-Influxdb-Version", version)
                  .end(reply.body);
            });
  }

  /** Sets the response to a request from now on. */
  void on(String methodAndPath, int status, String body) {
    replies.put(methodAndPath, new Reply(status, body));
  }

  int port() {
    return server.actualPort();
  }

  String url() {
    return "http://127.0.0.1:" + port();
  }

  /** Returns the requests whose method and path begin like this, in order. */
  List<Request> requests(String start) {
    return requests.stream().filter(r -> r.line.startsWith(start)).toList();
  }
}
