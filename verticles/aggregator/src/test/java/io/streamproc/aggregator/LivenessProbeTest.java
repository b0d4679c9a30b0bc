package io.streamproc.aggregator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.streamproc.testkit.Eventually;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("A read accompanied by pings")
@Timeout(60)
class LivenessProbeTest {
  private static final Duration LIMIT = Duration.ofMillis(300);

  private final Vertx vertx = Vertx.vertx();
  private final List<Promise<Void>> pings = new CopyOnWriteArrayList<>();
  private final LivenessProbe liveness = new LivenessProbe(vertx, this::ping, LIMIT);
  private final Promise<String> read = Promise.promise();

  private Future<Void> ping() {
    Promise<Void> sent = Promise.promise();
    pings.add(sent);
    return sent.future();
  }

  @AfterEach
  void close() throws Exception {
    vertx.close().await(20, TimeUnit.SECONDS);
  }

  @Test
  @DisplayName("sends none if it has already ended")
  void complete() {
    Future<String> done = Future.succeededFuture("rows");
    assertSame(done, liveness.accompany(done));
  }

  @Test
  @DisplayName("sends none if it ends soon")
  void quick() throws Exception {
    Promise<Void> later = Promise.promise();
    Promise<String> outcome = Promise.promise();
    vertx.runOnContext(
        v -> {
          liveness.accompany(read.future()).onComplete(outcome);
          read.complete("rows");
          // Timers of one event loop fire in their order: by then the probe's own has fired.
          vertx.setTimer(LivenessProbe.GRACE.toMillis() + 1, t -> later.complete());
        });
    assertEquals("rows", outcome.future().await(20, TimeUnit.SECONDS));
    later.future().await(20, TimeUnit.SECONDS);
    assertEquals(0, pings.size());
  }

  /** Returns the context on which the result of a read arrives; each read has its own probe. */
  private CompletableFuture<Context> arrival(
      Context context, Future<String> reading, Promise<Void> ping) {
    LivenessProbe own =
        new LivenessProbe(
            vertx,
            () -> {
              pings.add(ping);
              return ping.future();
            },
            LIMIT);
    CompletableFuture<Context> arrived = new CompletableFuture<>();
    context.runOnContext(
        v ->
            own.accompany(reading).onComplete(outcome -> arrived.complete(Vertx.currentContext())));
    return arrived;
  }

  @Test
  @DisplayName("ends on the caller's context, regardless of the threads of the store and the pings")
  void arrives() throws Exception {
    Context context = vertx.getOrCreateContext();
    Promise<Void> refused = Promise.promise();
    var pinged = arrival(context, Promise.<String>promise().future(), refused);
    Eventually.holds(() -> pings.contains(refused));
    refused.tryFail("refused");
    assertSame(context, pinged.get(20, TimeUnit.SECONDS));
    Promise<Void> beside = Promise.promise();
    var answered = arrival(context, read.future(), beside);
    Eventually.holds(() -> pings.contains(beside));
    read.complete("rows");
    assertSame(context, answered.get(20, TimeUnit.SECONDS));
    var unanswered = arrival(context, Promise.<String>promise().future(), Promise.promise());
    assertSame(context, unanswered.get(20, TimeUnit.SECONDS));
    assertEquals(3, pings.size());
  }

  @Test
  @DisplayName("continues while pings are answered, however long it takes")
  void slow() throws Exception {
    Future<String> outcome = liveness.accompany(read.future());
    for (int i = 1; i <= 3; i++) {
      int sent = i;
      Eventually.holds(() -> pings.size() == sent);
      pings.get(i - 1).complete();
    }
    assertFalse(outcome.isComplete());
    read.complete("rows");
    assertEquals("rows", outcome.await(20, TimeUnit.SECONDS));
  }

  @Test
  @DisplayName("fails with that reason when a ping is not answered in time")
  void frozen() {
    Future<String> outcome = liveness.accompany(read.future());
    var e =
        assertThrows(
            LivenessProbe.UnansweredException.class, () -> outcome.await(20, TimeUnit.SECONDS));
    assertEquals("no answer to a ping within 300 ms", e.getMessage());
    assertEquals(1, pings.size());
  }

  @Test
  @DisplayName("fails with the reason of a ping that fails")
  void refused() {
    Future<String> outcome = liveness.accompany(read.future());
    Eventually.holds(() -> pings.size() == 1);
    IllegalStateException refused = new IllegalStateException("refused");
    pings.get(0).fail(refused);
    assertSame(
        refused,
        assertThrows(IllegalStateException.class, () -> outcome.await(20, TimeUnit.SECONDS)));
  }

  @Test
  @DisplayName("shares a ping with concurrent reads")
  void shared() {
    Promise<String> other = Promise.promise();
    Future<String> one = liveness.accompany(read.future());
    Future<String> two = liveness.accompany(other.future());
    Eventually.holds(() -> one.failed() && two.failed());
    assertEquals(1, pings.size());
  }

  @Test
  @DisplayName("fails with the read's own failure")
  void failed() {
    Future<String> outcome = liveness.accompany(read.future());
    read.fail(new IllegalStateException("no such table"));
    assertThrows(IllegalStateException.class, () -> outcome.await(20, TimeUnit.SECONDS));
  }
}
