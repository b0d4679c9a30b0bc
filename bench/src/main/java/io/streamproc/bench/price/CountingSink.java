package io.streamproc.bench.price;

import io.streamproc.stores.EventSink;
import io.streamproc.stores.SinkBatch;
import io.vertx.core.Future;
import io.vertx.core.Promise;

/** Measures the time from the first batch until the wanted number of events is stored. */
final class CountingSink implements EventSink {
  private final EventSink target;
  private final Promise<Long> done;
  private long left;
  private long begin;

  /**
   * @param wanted number of events
   * @param done completes with the time, nanoseconds
   */
  CountingSink(EventSink target, long wanted, Promise<Long> done) {
    this.target = target;
    this.left = wanted;
    this.done = done;
  }

  @Override
  public Future<Void> open() {
    return target.open();
  }

  @Override
  public Future<Integer> store(SinkBatch batch) {
    begin = begin == 0 ? System.nanoTime() : begin;
    return target
        .store(batch)
        .onSuccess(
            kept -> {
              left -= batch.size();
              if (left <= 0) {
                done.tryComplete(System.nanoTime() - begin);
              }
            })
        .onFailure(done::tryFail);
  }

  @Override
  public Future<Void> close() {
    return target.close();
  }
}
