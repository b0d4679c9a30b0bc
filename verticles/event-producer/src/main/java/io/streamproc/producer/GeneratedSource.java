package io.streamproc.producer;

import io.streamproc.core.event.EventBatch;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.UUID;

/** What the generator left in the buffer. Each batch keeps one key through its retries. */
final class GeneratedSource implements EventSource {
  private final EventBuffer buffer;
  private final String run; // null: no keys
  private long number;

  /**
   * @param keyed whether batches are sent under keys
   */
  GeneratedSource(EventBuffer buffer, boolean keyed) {
    this.buffer = buffer;
    this.run = keyed ? "producer-" + UUID.randomUUID() + "-" : null;
  }

  @Override
  public boolean ready() {
    return buffer.queued() > 0;
  }

  @Override
  public Future<Parcel> take(int most) {
    String key = run == null ? null : run + number++;
    EventBatch events = buffer.take(most);
    return Future.succeededFuture(new Parcel(events, Buffer.buffer(Ndjson.encode(events)), key));
  }

  @Override
  public void accepted(Parcel parcel, boolean before) {
    buffer.acknowledge(parcel.events().size());
  }

  @Override
  public void refused(Parcel parcel) {
    buffer.refuse(parcel.events().size());
  }

  @Override
  public int unsent() {
    return buffer.unsent();
  }

  @Override
  public void stopping() {
    // what is made is sent
  }
}
