package io.streamproc.stores;

import io.vertx.core.Future;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits in a test's thread for futures, up to a minute each. */
public final class Await {
  private static final int SECONDS = 60;

  private Await() {}

  /** Returns the result, or throws the failure unchanged. */
  public static <T> T result(Future<T> future) throws Exception {
    try {
      return future.toCompletionStage().toCompletableFuture().get(SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof Exception cause ? cause : e;
    }
  }

  /** Returns the failure, which must be of the class that the store contract requires. */
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
      throw new AssertionError("neither succeeded nor failed", e);
    }
  }
}
