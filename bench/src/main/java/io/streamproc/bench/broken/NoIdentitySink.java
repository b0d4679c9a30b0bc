package io.streamproc.bench.broken;

import io.streamproc.stores.EventSink;
import io.streamproc.stores.SinkBatch;
import io.vertx.core.Future;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Gives every event a different offset each time it comes, so that a point no longer overwrites
 * itself, like a writer that uses the current time as a point's time.
 */
public final class NoIdentitySink implements EventSink {
  private final EventSink target;

  public NoIdentitySink(EventSink target) {
    this.target = target;
  }

  @Override
  public Future<Void> open() {
    return target.open();
  }

  @Override
  public Future<Integer> store(SinkBatch batch) {
    SinkBatch anonymous = new SinkBatch(batch.topicId(), Math.max(1, batch.size()));
    batch.ranges().forEach((p, range) -> anonymous.read(p, range.first(), range.next()));
    for (int i = 0; i < batch.size(); i++) {
      long offset = ThreadLocalRandom.current().nextLong(1_000_000);
      anonymous.add(batch.partition(i), offset, batch.time(i), batch.amount(i));
    }
    return target.store(anonymous);
  }

  @Override
  public Future<Void> close() {
    return target.close();
  }
}
