package io.streamproc.api.request;

import io.streamproc.core.event.EventBatch;
import io.streamproc.core.event.EventDecoder;
import io.streamproc.core.event.EventFormat;
import io.streamproc.core.event.InvalidEventException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.function.Function;

/** Decodes bodies into events, within the memory that their tickets hold. */
public final class BodyDecoder {
  /** Memory of an event from its decoding to its acknowledgement, including Kafka's objects. */
  private static final int EVENT_COST = 192;

  /** A body up to this size is decoded on the calling thread, in about a millisecond. */
  private static final int INLINE_BYTES = 64 << 10;

  private final EventDecoder decoder = new EventDecoder();
  private final Vertx vertx;
  private final Clock clock;

  /**
   * @param clock current time, for events without a time
   */
  public BodyDecoder(Vertx vertx, Clock clock) {
    this.vertx = vertx;
    this.clock = clock;
  }

  /**
   * Decodes a body and passes its events on. Both happen on the calling thread, or on a worker
   * thread if the body is large.
   *
   * @param copies how many copies of the body stay in memory until the response
   * @return what {@code next} returns; a {@link Refusal} if the body is not entirely events or
   *     memory is short
   */
  public <T> Future<T> decode(
      byte[] body,
      EventFormat format,
      Admission.Ticket ticket,
      int copies,
      Function<EventBatch, Future<T>> next) {
    if (body.length > INLINE_BYTES) {
      return vertx
          .executeBlocking(() -> next.apply(decode(body, format, ticket, copies)), false)
          .compose(Function.identity());
    }
    try {
      return next.apply(decode(body, format, ticket, copies));
    } catch (RuntimeException e) {
      return Future.failedFuture(e);
    }
  }

  private EventBatch decode(byte[] body, EventFormat format, Admission.Ticket ticket, int copies) {
    RequestAdmission.hold(ticket, (1L + copies + EventDecoder.MOST_GROWTH) * body.length);
    EventBatch events;
    try {
      events = decoder.decode(body, format, clock.millis());
    } catch (InvalidEventException e) {
      throw Refusal.invalid(e);
    }
    RequestAdmission.hold(ticket, (long) copies * body.length + (long) events.size() * EVENT_COST);
    return events;
  }
}
