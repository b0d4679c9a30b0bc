package io.streamproc.producer;

import io.streamproc.core.event.EventBatch;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.Clock;
import java.util.UUID;

/**
 * The generated events in the buffer. A batch is sent when it is full or its oldest event has
 * waited for the linger time: each costs event-api a transaction, however few events it has. A
 * batch keeps one key through all retries.
 */
final class GeneratedSource implements EventSource {
  private final EventBuffer buffer;
  private final int batchMax;
  private final long linger;
  private final Clock clock;
  private final String run; // null: no keys
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
    return queued >= batchMax || queued > 0 && (stopping || lingered());
  }

  /** Also true after the clock was set back. */
  private boolean lingered() {
    return Math.abs(clock.millis() - buffer.oldest()) >= linger;
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
