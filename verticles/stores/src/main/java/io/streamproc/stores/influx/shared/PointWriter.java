package io.streamproc.stores.influx.shared;

import io.vertx.core.Future;
import java.util.concurrent.Callable;
import java.util.function.Supplier;

/** Writes lines on worker threads. */
public interface PointWriter {
  /**
   * Runs a task that would block an event loop for too long, such as sorting a batch. Fails if the
   * writer is closed.
   */
  <T> Future<T> execute(Callable<T> task);

  /**
   * Encodes lines and writes them.
   *
   * @return completes when the server has accepted all of them
   */
  Future<Void> write(Supplier<String> lines);
}
