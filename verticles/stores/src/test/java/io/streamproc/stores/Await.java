package io.streamproc.stores;

import io.vertx.core.Future;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Results of futures for the thread of a test, each within a minute. */
public final class Await {
  private static final int SECONDS = 60;

  private Await() {}

  /** The result; a failure is thrown as it is. */
  public static <T> T result(Future<T> future) throws Exception {
    try {
      return future.toCompletionStage().toCompletableFuture().get(SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof Exception cause ? cause : e;
    }
  }

  /** The failure, which the contract of the stores says is of this class. */
  public static StoreException failure(Future<?> future) throws Exception {
    try {
      Object result =
          future.toCompletionStage().toCompletableFuture().get(SECONDS, TimeUnit.SECONDS);
      throw new AssertionError("succeeded with " + result);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof StoreException failure) {
        return failure;
      }
      throw new AssertionError("not a StoreException", e.getCause());
    } catch (TimeoutException e) {
      throw new AssertionError("neither succeeds nor fails", e);
    }
  }
}
