package io.streamproc.api;

import io.streamproc.api.idempotency.KeyedBody;
import io.streamproc.api.idempotency.KeyedIngest;
import io.streamproc.api.request.Accepted;
import io.streamproc.api.request.Admission;
import io.streamproc.api.request.BodyDecoder;
import io.streamproc.api.request.Refusal;
import io.streamproc.core.event.EventBatch;
import io.streamproc.core.event.TimeWarning;
import io.streamproc.core.kafka.WatchHeader;
import io.streamproc.core.trace.CurrentSpan;
import io.vertx.core.AsyncResult;
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
   * @param ticket ticket of the request, released with the result
   * @return the result once Kafka has acknowledged all events; completes on the caller's context
   */
  Future<Accepted> accept(IngestRequest request, Admission.Ticket ticket) {
    Context context = Vertx.currentContext();
    Future<Accepted> stored =
        request.coding() == ContentCoding.IDENTITY
            ? store(request, ticket, context)
            : inflater
                .inflate(request.body(), request.coding(), ticket)
                .compose(inflated -> store(request.inflated(inflated), ticket, context));
    return stored.onComplete(done -> finish(done, ticket));
  }

  private void finish(AsyncResult<Accepted> done, Admission.Ticket ticket) {
    ticket.release();
    if (done.succeeded()) {
      metrics.accepted(done.result());
    }
  }

  private Future<Accepted> store(IngestRequest request, Admission.Ticket ticket, Context context) {
    try {
      return request.key() == null
          ? decoder.decode(
              request.body(),
              request.format(),
              ticket,
              0,
              events -> write(events, request.watch(), context))
          : keyed.accept(keyed(request, context), ticket, context);
    } catch (RuntimeException e) { // the ticket must be released
      return Future.failedFuture(e);
    }
  }

  private static KeyedBody keyed(IngestRequest request, Context context) {
    String trace = CurrentSpan.of(context).traceparent();
    return new KeyedBody(request.key(), request.format(), request.body(), trace);
  }

  private Future<Accepted> write(EventBatch events, WatchHeader watch, Context context) {
    TimeWarning warning = TimeWarning.of(events);
    long start = System.nanoTime();
    return writer
        .write(events, watch, context)
        .map(
            count -> {
              metrics.acknowledged(System.nanoTime() - start);
              return new Accepted(count, false, warning);
            });
  }
}
