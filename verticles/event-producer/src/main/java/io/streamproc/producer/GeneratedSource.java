package io.streamproc.producer;

import io.streamproc.core.event.EventBatch;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.Clock;
import java.util.UUID;

/**
 * Batches of generated events. A batch is sent when it is full, when its oldest event has waited
 * for the linger time, or when the buffer has no room for more: each batch costs event-api one
 * transaction, however small it is. A batch keeps its key through all retries.
 */
final class GeneratedSource implements EventSource {
  private final EventBuffer buffer;
  private final int batchMax;
  private final long linger;
  private final Clock clock;
  private final String run; // null if batches are sent without keys
  private long number;
  private boolean stopping;

  GeneratedSource(EventBuffer buffer, ProducerSettings settings, Clock clock) {
    this.buffer = buffer;
    this.batchMax = settings.batchMax();
    this.linger = settings.linger().toMillis();
    this.clock = clock;
    this.run = settings.idempotent() ? "producer-" + UUID.randomUUID() + "-" : null;
  }

  @Override
  public boolean ready() {
    int queued = buffer.queued();
    return queued >= batchMax || queued > 0 && (stopping || buffer.room() == 0 || lingered());
  }

  /** Also true after the clock was set back. */
  private boolean lingered() {
    long waited = clock.millis() - buffer.oldest();
    return waited >= linger || waited < 0;
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
  public EventCounts counts() {
    return buffer.counts();
  }

  @Override
  public int unsent() {
    return buffer.unsent();
  }

  @Override
  public void stopping() {
    stopping = true;
  }
}
