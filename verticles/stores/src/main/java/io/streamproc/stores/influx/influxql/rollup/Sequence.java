package io.streamproc.stores.influx.influxql.rollup;

import io.vertx.core.Future;
import java.util.function.Supplier;

/** Runs asynchronous tasks one after the other, whether they succeed or fail. For one context. */
final class Sequence {
  private Future<Void> last = Future.succeededFuture();

  <T> Future<T> run(Supplier<Future<T>> task) {
    Future<T> done = last.compose(v -> task.get());
    last = done.<Void>mapEmpty().otherwiseEmpty();
    return done;
  }
}
