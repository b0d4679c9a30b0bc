package io.streamproc.core.retry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.net.ConnectException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A retried operation")
class RetryTest {
  private final List<String> waits = new ArrayList<>();
  private final AtomicBoolean stopped = new AtomicBoolean();
  private final AtomicInteger attempts = new AtomicInteger();
  private Vertx vertx;
  private Retry retry;

  @BeforeEach
  void start() {
    vertx = Vertx.vertx();
    retry =
        Retry.withBackoff(vertx, "reach it")
            .onlyIf(ConnectException.class::isInstance)
            .unless(stopped::get)
            .onWait(waits::add);
  }

  @AfterEach
  void close() throws Exception {
    vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  @Test
  @DisplayName("that succeeds at once is tried once")
  void atOnce() throws Exception {
    assertEquals(1, get(() -> Future.succeededFuture(attempts.incrementAndGet())));
    assertTrue(waits.isEmpty());
  }

  @Test
  @DisplayName("is tried until it succeeds, and says what is waited for each time")
  void atLast() throws Exception {
    assertEquals(3, get(this::succeedsAtThird));
    assertEquals(List.of("waiting to reach it: refused", "waiting to reach it: refused"), waits);
  }

  @Test
  @DisplayName("under another name keeps its conditions")
  void named() throws Exception {
    retry = retry.named("find it");
    assertEquals(3, get(this::succeedsAtThird));
    assertEquals(List.of("waiting to find it: refused", "waiting to find it: refused"), waits);
  }

  @Test
  @DisplayName("waits for a failure without a message by the name of its class")
  void withoutMessage() throws Exception {
    retry = retry.onlyIf(e -> true);
    get(
        () ->
            attempts.incrementAndGet() == 1
                ? Future.failedFuture(new ClosedChannelException())
                : Future.succeededFuture(attempts.get()));
    assertEquals(List.of("waiting to reach it: java.nio.channels.ClosedChannelException"), waits);
  }

  /** Further attempts ran on the context of the failure, beside the caller's other callbacks. */
  @Test
  @DisplayName("is tried on the caller's context each time, wherever the last attempt failed")
  void context() throws Exception {
    Context caller = vertx.getOrCreateContext();
    List<Context> contexts = new CopyOnWriteArrayList<>();
    Supplier<Future<Integer>> attempt =
        () -> {
          contexts.add(Vertx.currentContext());
          Promise<Integer> outcome = Promise.promise();
          new Thread(
                  () -> {
                    if (attempts.incrementAndGet() < 3) {
                      outcome.fail(new ConnectException("refused"));
                    } else {
                      outcome.complete(3);
                    }
                  })
              .start();
          return outcome.future();
        };
    Future.<Integer>future(done -> caller.runOnContext(v -> retry.run(attempt).onComplete(done)))
        .await(10, TimeUnit.SECONDS);
    assertEquals(List.of(caller, caller, caller), contexts);
  }

  @Test
  @DisplayName("that fails permanently is not retried")
  void forGood() {
    IllegalStateException fault = new IllegalStateException("wrong password");
    ExecutionException e =
        assertThrows(ExecutionException.class, () -> get(() -> Future.failedFuture(fault)));
    assertSame(fault, e.getCause());
    assertTrue(waits.isEmpty());
  }

  @Test
  @DisplayName("may throw instead of failing")
  void mayThrow() {
    ExecutionException e =
        assertThrows(
            ExecutionException.class,
            () ->
                get(
                    () -> {
                      throw new IllegalStateException("thrown");
                    }));
    assertEquals("thrown", e.getCause().getMessage());
  }

  @Test
  @DisplayName("is given up when it is stopped, with the last failure and no further attempt")
  void stopped() {
    retry = retry.onWait(why -> stopped.set(true));
    ExecutionException e = assertThrows(ExecutionException.class, () -> get(this::fails));
    assertEquals("refused", e.getCause().getMessage());
    assertEquals(1, attempts.get());
  }

  @Test
  @DisplayName("that fails after the stop does not wait at all")
  void stoppedBefore() {
    stopped.set(true);
    assertThrows(ExecutionException.class, () -> get(this::fails));
    assertEquals(1, attempts.get());
    assertTrue(waits.isEmpty());
  }

  @Test
  @DisplayName("with a time limit ends with the last failure, after at least one more attempt")
  void limit() {
    retry =
        Retry.every(vertx, Duration.ofMillis(1), "reach it")
            .within(Duration.ofMillis(200))
            .onWait(waits::add);
    ExecutionException e = assertThrows(ExecutionException.class, () -> get(this::fails));
    assertEquals("refused", e.getCause().getMessage());
    assertTrue(attempts.get() > 1, attempts + " attempts");
    assertEquals(attempts.get() - 1, waits.size());
  }

  @Test
  @DisplayName("whose pause would end behind the limit is not waited for")
  void pauseBehindTheLimit() {
    retry = Retry.every(vertx, Duration.ofHours(1), "reach it").within(Duration.ofSeconds(1));
    assertThrows(ExecutionException.class, () -> get(this::fails));
    assertEquals(1, attempts.get());
  }

  @Test
  @DisplayName("is repeated until its result is as wanted")
  void until() throws Exception {
    retry = Retry.every(vertx, Duration.ofMillis(1), "see five").onWait(waits::add);
    assertEquals(5, until(5));
    assertEquals("waiting to see five: 4", waits.get(3));
    assertEquals(4, waits.size());
  }

  @Test
  @DisplayName("ends with the last result if none is as wanted in time")
  void notInTime() throws Exception {
    retry = Retry.every(vertx, Duration.ofHours(1), "see five").within(Duration.ofSeconds(1));
    assertEquals(1, until(5));
  }

  private int until(int wanted) throws Exception {
    return retry
        .runUntil(() -> Future.succeededFuture(attempts.incrementAndGet()), n -> n == wanted)
        .toCompletionStage()
        .toCompletableFuture()
        .get(10, TimeUnit.SECONDS);
  }

  @Test
  @DisplayName(
      "waits 200 ms at first, half as long again each time up to 3.4 s, plus or minus half")
  void waits() {
    double middle = 200;
    for (int n = 1; n < 100; n++) {
      long wait = Retry.backoff(n).toMillis();
      assertTrue(
          wait >= Math.floor(middle * 0.5) && wait <= Math.ceil(middle * 1.5), n + ": " + wait);
      assertTrue(wait <= 5_000, n + ": " + wait);
      middle = n < 8 ? Math.floor(middle * 1.5) : middle; // in whole milliseconds
    }
  }

  /** The cap was once applied after the jitter, so all processes retried every 5 s exactly. */
  @Test
  @DisplayName("still waits differently each time after many attempts")
  void jitterAtTheCap() {
    Set<Long> waits = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      waits.add(Retry.backoff(1_000).toMillis());
    }
    assertTrue(waits.size() > 50, waits.toString());
  }

  private Future<Integer> fails() {
    attempts.incrementAndGet();
    return Future.failedFuture(new ConnectException("refused"));
  }

  private Future<Integer> succeedsAtThird() {
    int n = attempts.incrementAndGet();
    return n < 3 ? Future.failedFuture(new ConnectException("refused")) : Future.succeededFuture(n);
  }

  private Integer get(Supplier<Future<Integer>> attempt) throws Exception {
    return retry.run(attempt).toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }
}
