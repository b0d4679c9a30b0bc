package io.streamproc.api.idempotency;

import io.streamproc.api.request.Accepted;
import io.streamproc.api.request.Admission;
import io.streamproc.api.request.BodyDecoder;
import io.streamproc.core.event.EventBatch;
import io.streamproc.core.event.TimeWarning;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.time.Duration;

/** Stores keyed requests in this instance, as the owner of their slots. */
final class KeyedStore {
  private final IdempotentWriter writer;
  private final BodyDecoder decoder;

  KeyedStore(IdempotentWriter writer, BodyDecoder decoder) {
    this.writer = writer;
    this.decoder = decoder;
  }

  /** Returns the key's slot; see {@link IdempotentWriter#slot}. */
  Future<Integer> slot(IdempotencyKey key, Context context) {
    return writer.slot(key, context);
  }

  /** Whether this instance owns the slot, as far as it knows. */
  boolean owns(int slot) {
    return writer.owns(slot);
  }

  /**
   * Decodes and stores a request.
   *
   * @param timeout longest time to the result
   * @param context where the result is delivered
   */
  Future<Accepted> store(
      int slot, KeyedBody request, Admission.Ticket ticket, Duration timeout, Context context) {
    return decoder.decode(
        request.bytes(),
        request.format(),
        ticket,
        KeyedBody.COPIES,
        events -> store(slot, request, events, timeout, context));
  }

  private Future<Accepted> store(
      int slot, KeyedBody request, EventBatch events, Duration timeout, Context context) {
    Fingerprint fingerprint = Fingerprint.of(request.bytes());
    TimeWarning warning = TimeWarning.of(events);
    KeyedRequest keyed =
        new KeyedRequest(request.key(), fingerprint, events, request.traceparent(), context);
    return writer.write(slot, keyed, timeout).map(accepted -> accepted.with(warning));
  }
}
