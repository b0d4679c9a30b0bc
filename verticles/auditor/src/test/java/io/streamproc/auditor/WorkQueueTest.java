package io.streamproc.auditor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.streamproc.testkit.Eventually;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("The queue of blocking work")
@Timeout(30)
class WorkQueueTest {
  private static final String THREAD = "test-of-the-queue";
  private static final Duration LONG = Duration.ofSeconds(20);

  private final Vertx vertx = Vertx.vertx();
  private final WorkQueue queue = new WorkQueue(vertx, THREAD);
  private final CountDownLatch held = new CountDownLatch(1);
  private final CountDownLatch begun = new CountDownLatch(1);
  private boolean closed;

  @AfterEach
  void stop() throws Exception {
    held.countDown();
    if (!closed) {
      get(queue.close(() -> {}));
    }
    get(vertx.close());
  }

  private static <T> T get(Future<T> future) throws Exception {
    try {
      return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw (Exception) e.getCause();
    }
  }

  private Future<String> hold() throws InterruptedException {
    Future<String> holding =
        queue.run(
            LONG,
            () -> {
              begun.countDown();
              held.await();
              return "held";
            });
    begun.await();
    return holding;
  }

  private static String refusal(Future<?> work) {
    return assertThrows(RejectedExecutionException.class, () -> get(work)).getMessage();
  }

  @Test
  @DisplayName("runs one piece after the other, on its own thread")
  void inOrder() throws Exception {
    Future<String> first = hold();
    AtomicBoolean ran = new AtomicBoolean();
    Future<String> second =
        queue.run(
            LONG,
            () -> {
              ran.set(true);
              return Thread.currentThread().getName();
            });
    assertTrue(!ran.get());
    held.countDown();
    assertEquals("held", get(first));
    assertEquals(THREAD, get(second));
  }

  @Test
  @DisplayName("passes a failure on, and goes on")
  void failure() throws Exception {
    Future<String> failed =
        queue.run(
            LONG,
            () -> {
              throw new IllegalStateException("no");
            });
    assertEquals("no", assertThrows(IllegalStateException.class, () -> get(failed)).getMessage());
    assertEquals("yes", get(queue.run(LONG, () -> "yes")));
  }

  @Test
  @DisplayName("refuses more than 16 pieces, and takes others when these are done")
  void bounded() throws Exception {
    List<Future<String>> all = new ArrayList<>(List.of(hold()));
    for (int i = 1; i < WorkQueue.MOST_WAITING; i++) {
      all.add(queue.run(LONG, () -> "done"));
    }
    assertEquals(
        "the auditor is busy with other requests", refusal(queue.run(LONG, () -> "too many")));
    held.countDown();
    for (Future<String> one : all) {
      get(one);
    }
    assertEquals("again", get(queue.run(LONG, () -> "again")));
  }

  @Test
  @DisplayName("drops work whose sender no longer waits")
  void late() throws Exception {
    Future<String> first = hold();
    Future<String> late = queue.run(Duration.ZERO, () -> "late");
    held.countDown();
    get(first);
    assertEquals("the auditor did not get to it in time", refusal(late));
  }

  @Test
  @DisplayName("drops what waits when it is closed, and does the last piece after the present one")
  void close() throws Exception {
    Future<String> first = hold();
    Future<String> waiting = queue.run(LONG, () -> "waiting");
    AtomicBoolean last = new AtomicBoolean();
    Future<Void> end = queue.close(() -> last.set(true));
    closed = true;
    assertEquals("the auditor is stopping", refusal(queue.run(LONG, () -> "later")));
    assertTrue(!last.get());
    held.countDown();
    get(end);
    assertTrue(last.get());
    assertEquals("held", get(first));
    refusal(waiting);
  }

  @Test
  @DisplayName("has no thread while there is no work")
  void idle() throws Exception {
    assertEquals("done", get(queue.run(LONG, () -> "done")));
    assertEquals(0L, Eventually.get(Duration.ofSeconds(25), WorkQueueTest::threads, n -> n == 0));
  }

  private static long threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals(THREAD))
        .count();
  }
}
