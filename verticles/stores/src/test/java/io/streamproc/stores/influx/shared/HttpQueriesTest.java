package io.streamproc.stores.influx.shared;

import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.streamproc.core.settings.Settings;
import io.streamproc.stores.Await;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("A query over HTTP")
@Timeout(60)
class HttpQueriesTest {
  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void close() throws Exception {
    Await.result(vertx.close());
  }

  /**
   * Starts a server whose response never ends and is never silent long enough for the idle timeout.
   */
  private HttpServer endless() throws Exception {
    return Await.result(
        vertx
            .createHttpServer()
            .requestHandler(
                request -> {
                  request.response().setChunked(true);
                  long timer = vertx.setPeriodic(50, t -> request.response().write("."));
                  request.response().closeHandler(v -> vertx.cancelTimer(timer));
                })
            .listen(0, "127.0.0.1"));
  }

  @Test
  @DisplayName("fails in time if its response does not end, on the context that created the client")
  void endlessAnswer() throws Exception {
    Map<String, String> values =
        Map.of(
            "influx.url", "http://127.0.0.1:" + endless().actualPort(),
            "influx.connect-timeout", "500ms",
            "influx.query-timeout", "1s");
    Context context = vertx.getOrCreateContext();
    CompletableFuture<Context> where = new CompletableFuture<>();
    CompletableFuture<Throwable> why = new CompletableFuture<>();
    context.runOnContext(
        v ->
            new HttpQueries(vertx, InfluxSettings.read(Settings.of(values)))
                .get("/query", Map.of())
                .onComplete(
                    answer -> {
                      why.complete(answer.cause());
                      where.complete(Vertx.currentContext());
                    }));
    Throwable cause = why.get(20, TimeUnit.SECONDS);
    assertTrue(cause instanceof TimeoutException, () -> "" + cause);
    assertSame(context, where.get(20, TimeUnit.SECONDS));
  }
}
