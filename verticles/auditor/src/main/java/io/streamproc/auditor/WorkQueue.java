package io.streamproc.auditor;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Blocking work, one piece after the other, on a thread that ends when there is none. A thread of
 * its own, because the audit waits for futures of Vert.x, which a worker thread of Vert.x must not.
 */
final class WorkQueue {
  /** Further pieces are refused. */
  static final int MOST_WAITING = 16;

  private static final long THREAD_IDLE_SECONDS = 10;
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Vertx vertx;
  private final ThreadPoolExecutor thread;
  private final AtomicInteger unfinished = new AtomicInteger();
  private volatile boolean closing;

  /**
   * @param name of the thread
   */
  WorkQueue(Vertx vertx, String name) {
    this.vertx = vertx;
    thread =
        new ThreadPoolExecutor(
            1,
            1,
            THREAD_IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            work -> {
              Thread made = new Thread(work, name);
              made.setDaemon(true);
              return made;
            });
    thread.allowCoreThreadTimeOut(true);
  }

  /**
   * Runs a piece of work.
   *
   * @param timeout it is dropped if it has not begun by then
   * @return its result, on the queue's thread; fails with {@link RejectedExecutionException} if it
   *     is not run
   */
  <T> Future<T> run(Duration timeout, Callable<T> work) {
    if (closing) {
      return Future.failedFuture(new RejectedExecutionException("the auditor is stopping"));
    }
    if (unfinished.incrementAndGet() > MOST_WAITING) {
      unfinished.decrementAndGet();
      return Future.failedFuture(
          new RejectedExecutionException("the auditor is busy with other requests"));
    }
    long deadline = System.nanoTime() + timeout.toNanos();
    Promise<T> promise = Promise.promise();
    thread.execute(
        () -> {
          try {
            if (closing || System.nanoTime() - deadline > 0) {
              throw new RejectedExecutionException("the auditor did not get to it in time");
            }
            promise.complete(work.call());
          } catch (Exception e) {
            promise.tryFail(e);
          } finally {
            unfinished.decrementAndGet();
          }
        });
    return promise.future();
  }

  /**
   * Drops the work that waits, lets the present one end, for ten seconds, and does a last piece.
   *
   * @return completes when the last piece is done
   */
  Future<Void> close(Runnable last) {
    closing = true;
    Promise<Void> done = Promise.promise();
    thread.execute(
        () -> {
          try {
            last.run();
          } finally {
            done.complete();
          }
        });
    thread.shutdown();
    long timer = vertx.setTimer(PATIENCE.toMillis(), t -> interrupt(done));
    return done.future().onComplete(v -> vertx.cancelTimer(timer));
  }

  private void interrupt(Promise<Void> done) {
    thread.shutdownNow();
    done.tryComplete();
  }
}
