package io.streamproc.bench.broken;

import io.streamproc.stores.EventSink;
import io.streamproc.stores.SinkBatch;
import io.vertx.core.Future;

/**
 * Reports a batch as stored at once and stores it afterwards, so that Kafka's commit comes first:
 * at most once. A process that is killed in between has lost the batch.
 */
public final class CommitFirstSink implements EventSink {
  private final EventSink target;
  private Future<Integer> storing = Future.succeededFuture(0);

  public CommitFirstSink(EventSink target) {
    this.target = target;
  }

  @Override
  public Future<Void> open() {
    return target.open();
  }

  @Override
  public Future<Integer> store(SinkBatch batch) {
    storing = storing.otherwise(0).compose(v -> target.store(batch));
    return Future.succeededFuture(batch.size());
  }

  @Override
  public Future<Void> close() {
    return storing.otherwise(0).compose(v -> target.close());
  }
}
