package io.streamproc.bench.speed.latency;

import io.streamproc.bench.speed.ingest.Requests;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;

/** Batches of 1,000 events that are spread over the week before a time. Not thread-safe. */
final class OldEvents implements Requests {
  /** Events in a request. */
  static final int BATCH = 1_000;

  /** The time over which they are spread. */
  static final Duration SPAN = Duration.ofDays(7);

  private static final String TYPE = "application/x-ndjson";
  private static final int LARGEST = 9; // one digit: longer events are taken for probes

  private final long from;
  private final int events;
  private long next;

  /**
   * @param before end of the week, epoch milliseconds
   * @param events number of events that fill the week; later ones begin it again
   */
  OldEvents(long before, int events) {
    from = before - SPAN.toMillis();
    this.events = events;
  }

  @Override
  public Buffer next(long intended) {
    StringBuilder lines = new StringBuilder(BATCH * 40);
    for (int i = 0; i < BATCH; i++, next++) {
      long amount = next % LARGEST + 1; // whole, as probes require
      long time = from + SPAN.toMillis() * (next % events) / events;
      lines.append("{\"amount\":").append(amount).append(",\"time\":").append(time).append("}\n");
    }
    return Buffer.buffer(Requests.text(TYPE, "", lines.toString()));
  }
}
