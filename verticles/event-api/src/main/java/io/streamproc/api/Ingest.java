package io.streamproc.api;

import io.streamproc.api.idempotency.IdempotencyKey;
import io.streamproc.api.idempotency.KeyedBody;
import io.streamproc.api.idempotency.KeyedIngest;
import io.streamproc.api.request.Accepted;
import io.streamproc.api.request.Admission;
import io.streamproc.api.request.BodyDecoder;
import io.streamproc.api.request.Refusal;
import io.streamproc.core.event.EventBatch;
import io.streamproc.core.event.EventFormat;
import io.streamproc.core.event.TimeWarning;
import io.streamproc.core.trace.CurrentSpan;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;

/**
 * Stores the events of an admitted request, for HTTP and the event bus alike: inflate, then decode
 * and write. With a key, {@link KeyedIngest} decodes and writes. Every failure is a {@link
 * Refusal}.
 */
final class Ingest {
  private final BodyInflater inflater;
  private final BodyDecoder decoder;
  private final EventWriter writer;
  private final KeyedIngest keyed;
  private final ApiMetrics metrics;

  Ingest(
      BodyInflater inflater,
      BodyDecoder decoder,
      EventWriter writer,
      KeyedIngest keyed,
      ApiMetrics metrics) {
    this.inflater = inflater;
    this.decoder = decoder;
    this.writer = writer;
    this.keyed = keyed;
    this.metrics = metrics;
  }

  /**
   * Stores a request's events. Must be called on a context.
   *
   * @param coding compression of the body
   * @param key recognizes a duplicate request; may be null
   * @param ticket ticket of the request, released with the result
   * @return the result once Kafka has acknowledged all events; completes on the caller's context
   */
  Future<Accepted> accept(
      byte[] body,
      ContentCoding coding,
      EventFormat format,
      IdempotencyKey key,
      Admission.Ticket ticket) {
    Context context = Vertx.currentContext();
    return inflater
        .inflate(body, coding, ticket)
        .compose(
            inflated ->
                key == null
                    ? store(inflated, format, ticket, context)
                    : keyed.accept(keyed(inflated, format, key, context), ticket, context))
        .onSuccess(metrics::accepted)
        .onComplete(done -> ticket.release());
  }

  private static KeyedBody keyed(
      byte[] body, EventFormat format, IdempotencyKey key, Context context) {
    return new KeyedBody(key, format, body, CurrentSpan.of(context).traceparent());
  }

  private Future<Accepted> store(
      byte[] body, EventFormat format, Admission.Ticket ticket, Context context) {
    return decoder.decode(body, format, ticket, 0, events -> write(events, context));
  }

  private Future<Accepted> write(EventBatch events, Context context) {
    TimeWarning warning = TimeWarning.of(events);
    long start = System.nanoTime();
    return writer
        .write(events, context)
        .onSuccess(count -> metrics.acknowledged(System.nanoTime() - start))
        .map(count -> new Accepted(count, false, warning));
  }
}
