package io.streamproc.api;

import io.streamproc.core.event.EventBatch;
import io.streamproc.core.event.EventDecoder;
import io.streamproc.core.event.EventFormat;
import io.streamproc.core.event.InvalidEventException;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.concurrent.Callable;
import java.util.function.Function;

/**
 * What a request goes through, whichever way it came: admit, decode, write, answer. Every failure
 * is a {@link Refusal}.
 */
final class Ingest {
  /** What a request costs besides its bytes: the connection's and the request's own objects. */
  private static final int REQUEST_COST = 2_048;

  /** What an event costs from the decoding to its acknowledgement, the producer's objects too. */
  private static final int EVENT_COST = 192;

  /** A body up to this is decoded where it was read, in about a millisecond. */
  private static final int INLINE_BYTES = 64 << 10;

  private final EventDecoder decoder = new EventDecoder();
  private final Vertx vertx;
  private final Clock clock;
  private final int maxBody;
  private final Admission admission;
  private final KafkaLink link;
  private final EventWriter writer;
  private final ApiMetrics metrics;

  Ingest(
      Vertx vertx,
      Clock clock,
      int maxBody,
      Admission admission,
      KafkaLink link,
      EventWriter writer,
      ApiMetrics metrics) {
    this.vertx = vertx;
    this.clock = clock;
    this.maxBody = maxBody;
    this.admission = admission;
    this.link = link;
    this.writer = writer;
    this.metrics = metrics;
  }

  /**
   * Lets a request in before its body is read.
   *
   * @param bytes length of the body, -1 if it is not known
   * @return the ticket that {@link #accept} or the caller releases
   * @throws Refusal if the body is too large, Kafka is away or too much is in flight
   */
  Admission.Ticket admit(long bytes) {
    if (bytes > maxBody) {
      throw Refusal.tooLarge(maxBody);
    }
    String down = link.whyDown();
    if (down != null) {
      throw Refusal.kafkaAway(down);
    }
    long most = bytes < 0 ? maxBody : bytes;
    return admission.admit(most + REQUEST_COST).orElseThrow(Refusal::overloaded);
  }

  /**
   * Stores a request's events.
   *
   * @return their number once Kafka has acknowledged them all; completes on the caller's context
   */
  Future<Integer> accept(byte[] body, EventFormat format, Admission.Ticket ticket) {
    Context context = vertx.getOrCreateContext();
    Callable<Future<Integer>> work = () -> store(body, format, ticket, context);
    Future<Integer> stored =
        body.length <= INLINE_BYTES
            ? here(work)
            : vertx.executeBlocking(work, false).compose(Function.identity());
    return stored.onSuccess(metrics::accepted).onComplete(done -> ticket.release());
  }

  private static Future<Integer> here(Callable<Future<Integer>> work) {
    try {
      return work.call();
    } catch (Exception e) {
      return Future.failedFuture(e);
    }
  }

  private Future<Integer> store(
      byte[] body, EventFormat format, Admission.Ticket ticket, Context context) {
    EventBatch events;
    try {
      events = decoder.decode(body, format, clock.millis());
    } catch (InvalidEventException e) {
      return Future.failedFuture(Refusal.invalid(e));
    }
    if (!ticket.resize((long) events.size() * EVENT_COST + REQUEST_COST)) {
      return Future.failedFuture(Refusal.overloaded());
    }
    long start = System.nanoTime();
    return writer
        .write(events, context)
        .onSuccess(count -> metrics.acknowledged(System.nanoTime() - start));
  }
}
