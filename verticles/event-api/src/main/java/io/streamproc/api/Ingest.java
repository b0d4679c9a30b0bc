package io.streamproc.api;

import io.streamproc.api.idempotency.Accepted;
import io.streamproc.api.idempotency.IdempotencyKey;
import io.streamproc.core.event.EventBatch;
import io.streamproc.core.event.EventDecoder;
import io.streamproc.core.event.EventFormat;
import io.streamproc.core.event.InvalidEventException;
import io.streamproc.core.event.TimeWarning;
import io.streamproc.core.role.Intake;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.time.Clock;
import java.time.Duration;
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

  /**
   * A request with a key keeps its body to the end, for a repeat at the next owner, and once more
   * in a message to that one.
   */
  private static final int KEYED_COPIES = 2;

  /** Bodies inflated at a time. Each takes up to 9 MiB outside of the heap, zstd's window. */
  private static final int INFLATERS = 2;

  /** A body of the event bus is there twice: in the message and as the bytes to decode. */
  private static final int MESSAGE_COPIES = 2;

  /** A body up to this is decoded where it was read, in about a millisecond. */
  private static final int INLINE_BYTES = 64 << 10;

  private final EventDecoder decoder = new EventDecoder();
  private final Vertx vertx;
  private final WorkerExecutor inflaters;
  private final Inflation inflation;
  private final Clock clock;
  private final int maxBody;
  private final Admission admission;
  private final Intake intake;
  private final KafkaLink link;
  private final EventWriter writer;
  private final KeyedIngest keyed;
  private final ApiMetrics metrics;

  Ingest(
      Vertx vertx,
      Clock clock,
      int maxBody,
      Admission admission,
      Intake intake,
      KafkaLink link,
      EventWriter writer,
      KeyedIngest keyed,
      ApiMetrics metrics) {
    this.vertx = vertx;
    this.clock = clock;
    this.inflaters = vertx.createSharedWorkerExecutor("event-api-inflate", INFLATERS);
    this.inflation = new Inflation(maxBody);
    this.maxBody = maxBody;
    this.admission = admission;
    this.intake = intake;
    this.link = link;
    this.writer = writer;
    this.keyed = keyed;
    this.metrics = metrics;
  }

  /**
   * Lets a request in before its body is read.
   *
   * @param bytes length of the body as announced, -1 if it is not known; nothing is held for it yet
   * @return the ticket that {@link #accept} or the caller releases
   * @throws Refusal if the body is too large, the intake is closed, Kafka is away or too much is in
   *     flight
   */
  Admission.Ticket admit(long bytes) {
    if (bytes > maxBody) {
      throw Refusal.tooLarge(maxBody);
    }
    String closed = intake.whyClosed();
    if (closed != null) {
      throw Refusal.intakeClosed(closed);
    }
    String down = link.whyDown();
    if (down != null) {
      throw Refusal.kafkaAway(down);
    }
    return admission.admit(REQUEST_COST).orElseThrow(Refusal::overloaded);
  }

  /**
   * Lets a request in whose body is in memory already.
   *
   * @param bytes its length
   */
  Admission.Ticket admitWhole(long bytes) {
    Admission.Ticket ticket = admit(bytes);
    if (!ticket.resize(REQUEST_COST + MESSAGE_COPIES * bytes)) {
      ticket.release();
      throw Refusal.overloaded();
    }
    return ticket;
  }

  /**
   * Stores a request's events.
   *
   * @param coding of the body
   * @param key under which a repeat is known, or null
   * @return their number once Kafka has acknowledged them all; completes on the caller's context
   */
  Future<Accepted> accept(
      byte[] body,
      ContentCoding coding,
      EventFormat format,
      IdempotencyKey key,
      Admission.Ticket ticket) {
    Context context = vertx.getOrCreateContext();
    Future<Accepted> stored =
        coding == ContentCoding.IDENTITY
            ? accept(body, format, key, ticket, context)
            : inflaters
                .executeBlocking(() -> inflation.inflate(body, coding, ticket), false)
                .compose(inflated -> accept(inflated, format, key, ticket, context));
    return stored.onSuccess(metrics::accepted).onComplete(done -> ticket.release());
  }

  private Future<Accepted> accept(
      byte[] body,
      EventFormat format,
      IdempotencyKey key,
      Admission.Ticket ticket,
      Context context) {
    return key == null
        ? run(body.length, () -> store(body, format, ticket, context))
        : accept(new KeyedBody(key, format, body), ticket, context);
  }

  private Future<Accepted> accept(KeyedBody request, Admission.Ticket ticket, Context context) {
    if (!ticket.resize(REQUEST_COST + (long) KEYED_COPIES * request.bytes().length)) {
      return Future.failedFuture(Refusal.overloaded());
    }
    return keyed.serve(request, local(request, ticket, context), context);
  }

  /**
   * Stores what another instance sends, as the owner of the key's slot; that one counts it.
   *
   * @param wait how long that one waits, or null if it does not say
   */
  Future<Accepted> acceptAsOwner(KeyedBody request, Duration wait) {
    Context context = vertx.getOrCreateContext();
    try {
      Admission.Ticket ticket = admitWhole(request.bytes().length);
      return keyed
          .serveAsOwner(request, local(request, ticket, context), wait, context)
          .onComplete(done -> ticket.release());
    } catch (Refusal refusal) {
      return Future.failedFuture(refusal);
    }
  }

  private KeyedIngest.Local local(KeyedBody request, Admission.Ticket ticket, Context context) {
    return (slot, patience) ->
        run(request.bytes().length, () -> store(request, slot, patience, ticket, context));
  }

  private Future<Accepted> run(int bytes, Callable<Future<Accepted>> work) {
    return bytes <= INLINE_BYTES
        ? here(work)
        : vertx.executeBlocking(work, false).compose(Function.identity());
  }

  private static Future<Accepted> here(Callable<Future<Accepted>> work) {
    try {
      return work.call();
    } catch (Exception e) {
      return Future.failedFuture(e);
    }
  }

  private Future<Accepted> store(
      byte[] body, EventFormat format, Admission.Ticket ticket, Context context) {
    EventBatch events = decode(body, format, ticket, 0);
    TimeWarning warning = TimeWarning.of(events);
    long start = System.nanoTime();
    return writer
        .write(events, context)
        .onSuccess(count -> metrics.acknowledged(System.nanoTime() - start))
        .map(count -> new Accepted(count, false, warning));
  }

  private Future<Accepted> store(
      KeyedBody request, int slot, Duration patience, Admission.Ticket ticket, Context context) {
    EventBatch events = decode(request.bytes(), request.format(), ticket, KEYED_COPIES);
    TimeWarning warning = TimeWarning.of(events);
    return keyed
        .write(slot, request, events, patience, context)
        .map(accepted -> accepted.with(warning));
  }

  /**
   * @param kept how many times the body stays in memory beside its events until the answer
   * @throws Refusal if the body is not all events, or there are too many of them for now
   */
  private EventBatch decode(byte[] body, EventFormat format, Admission.Ticket ticket, int kept) {
    hold(ticket, (1L + kept + EventDecoder.MOST_GROWTH) * body.length);
    EventBatch events;
    try {
      events = decoder.decode(body, format, clock.millis());
    } catch (InvalidEventException e) {
      throw Refusal.invalid(e);
    }
    hold(ticket, (long) kept * body.length + (long) events.size() * EVENT_COST);
    return events;
  }

  private static void hold(Admission.Ticket ticket, long bytes) {
    if (!ticket.resize(REQUEST_COST + bytes)) {
      throw Refusal.overloaded();
    }
  }

  /** Ends the threads that inflate. */
  Future<Void> close() {
    return inflaters.close();
  }
}
