package io.streamproc.core.retry;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.TimeoutException;

/**
 * Moves the completion of futures to the caller's context, so that its state needs no
 * synchronization. A future without a context can complete on any thread; {@link Future#timeout} of
 * such a future even on a thread of Netty's own.
 */
public final class ContextFutures {
  private ContextFutures() {}

  /**
   * @return the same outcome, on the caller's context
   */
  public static <T> Future<T> here(Vertx vertx, Future<T> future) {
    Context caller = vertx.getOrCreateContext();
    Promise<T> outcome = Promise.promise();
    bring(caller, future, outcome);
    return outcome.future();
  }

  /**
   * @param limit at least 1 ms
   * @return the same outcome, or a {@link TimeoutException} after the limit, on the caller's
   *     context
   */
  public static <T> Future<T> within(Vertx vertx, Duration limit, Future<T> future) {
    if (future.isComplete()) {
      return here(vertx, future);
    }
    Context caller = vertx.getOrCreateContext();
    Promise<T> outcome = Promise.promise();
    long timer =
        vertx.setTimer(
            limit.toMillis(),
            t ->
                outcome.tryFail(
                    new TimeoutException("no answer within " + limit.toMillis() + " ms")));
    bring(caller, future, outcome);
    return outcome.future().onComplete(v -> vertx.cancelTimer(timer));
  }

  private static <T> void bring(Context caller, Future<T> future, Promise<T> outcome) {
    future.onComplete(
        done -> {
          if (Vertx.currentContext() == caller) {
            pass(done.result(), done.cause(), outcome);
          } else {
            caller.runOnContext(v -> pass(done.result(), done.cause(), outcome));
          }
        });
  }

  private static <T> void pass(T result, Throwable cause, Promise<T> outcome) {
    if (cause == null) {
      outcome.tryComplete(result);
    } else {
      outcome.tryFail(cause);
    }
  }
}
