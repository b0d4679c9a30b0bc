package io.streamproc.api;

import io.streamproc.api.idempotency.IdempotencyKey;
import io.streamproc.core.event.EventFormat;
import io.streamproc.core.kafka.WatchHeader;

/**
 * A request whose events are to be stored.
 *
 * @param coding compression of the body
 * @param key recognizes a duplicate request; may be null
 * @param watch marks the records; {@link WatchHeader#NONE} with a key, whose records the owner of
 *     its slot writes
 */
record IngestRequest(
    byte[] body, ContentCoding coding, EventFormat format, IdempotencyKey key, WatchHeader watch) {

  /** The same request with its inflated body. */
  IngestRequest inflated(byte[] inflated) {
    return new IngestRequest(inflated, ContentCoding.IDENTITY, format, key, watch);
  }
}
