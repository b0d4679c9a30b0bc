package io.streamproc.bench.process;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;

/**
 * The yardstick of ingest and of starts: a Vert.x server on one event loop, as event-api has by
 * default, that reads each body and answers 202 with the answer of event-api. The only argument is
 * the port, on loopback.
 */
public final class BareServer {
  /** Printed when it listens. */
  public static final String READY = "bare server is ready";

  private static final CharSequence JSON = HttpHeaders.createOptimized("application/json");
  private static final String ANSWER = "{\"accepted\":1}";

  private BareServer() {}

  public static void main(String[] args) throws IOException {
    Vertx.vertx()
        .createHttpServer()
        .requestHandler(BareServer::answer)
        .listen(Integer.parseInt(args[0]), "127.0.0.1")
        .onSuccess(server -> System.out.println(READY))
        .onFailure(
            e -> {
              System.err.println(e);
              System.exit(1);
            });
    while (System.in.read() >= 0) {
      continue;
    }
    System.exit(0); // its parent has ended
  }

  private static void answer(HttpServerRequest request) {
    request
        .body()
        .onSuccess(
            body ->
                request
                    .response()
                    .setStatusCode(202)
                    .putHeader(HttpHeaders.CONTENT_TYPE, JSON)
                    .end(Buffer.buffer(ANSWER)));
  }
}
