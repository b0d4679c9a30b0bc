package io.streamproc.core.retry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("An outcome that is brought to the caller's context")
@Timeout(60)
class ContextFuturesTest {
  private static final Duration LONG = Duration.ofSeconds(30);

  private final Vertx vertx = Vertx.vertx();
  private final Context context = vertx.getOrCreateContext();
  private final Promise<String> source = Promise.promise();

  private record Arrived(Context where, String result, Throwable cause) {}

  @AfterEach
  void close() throws Exception {
    vertx.close().await(20, TimeUnit.SECONDS);
  }

  /** Makes it on the context; returns when its listener has been registered. */
  private CompletableFuture<Arrived> on(Supplier<Future<String>> making) throws Exception {
    CompletableFuture<Arrived> arrived = new CompletableFuture<>();
    CompletableFuture<Void> made = new CompletableFuture<>();
    context.runOnContext(
        v -> {
          making
              .get()
              .onComplete(
                  r ->
                      arrived.complete(new Arrived(Vertx.currentContext(), r.result(), r.cause())));
          made.complete(null);
        });
    made.get(20, TimeUnit.SECONDS);
    return arrived;
  }

  private Arrived get(CompletableFuture<Arrived> arrived) throws Exception {
    Arrived outcome = arrived.get(20, TimeUnit.SECONDS);
    assertSame(context, outcome.where());
    return outcome;
  }

  @Test
  @DisplayName("comes there from another thread")
  void otherThread() throws Exception {
    var here = on(() -> ContextFutures.here(vertx, source.future()));
    var within = on(() -> ContextFutures.within(vertx, LONG, source.future()));
    source.complete("rows");
    assertEquals("rows", get(here).result());
    assertEquals("rows", get(within).result());
  }

  @Test
  @DisplayName("comes there from a future of another context that has completed already")
  void complete() throws Exception {
    CompletableFuture<Future<Void>> elsewhere = new CompletableFuture<>();
    vertx.runOnContext(v -> elsewhere.complete(vertx.timer(1, TimeUnit.MILLISECONDS).mapEmpty()));
    Future<String> done = elsewhere.get(20, TimeUnit.SECONDS).map("rows");
    done.await(20, TimeUnit.SECONDS);
    assertEquals("rows", get(on(() -> ContextFutures.here(vertx, done))).result());
    assertEquals("rows", get(on(() -> ContextFutures.within(vertx, LONG, done))).result());
  }

  @Test
  @DisplayName("may be a failure")
  void failed() throws Exception {
    var here = on(() -> ContextFutures.here(vertx, source.future()));
    var within = on(() -> ContextFutures.within(vertx, LONG, source.future()));
    IllegalStateException refused = new IllegalStateException("refused");
    source.fail(refused);
    assertSame(refused, get(here).cause());
    assertSame(refused, get(within).cause());
  }

  @Test
  @DisplayName("is a timeout after the limit, and what comes later is ignored")
  void late() throws Exception {
    Arrived outcome =
        get(on(() -> ContextFutures.within(vertx, Duration.ofMillis(50), source.future())));
    assertTrue(outcome.cause() instanceof TimeoutException, () -> "" + outcome.cause());
    assertEquals("no answer within 50 ms", outcome.cause().getMessage());
    source.complete("rows");
  }
}
