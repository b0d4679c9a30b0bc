package io.streamproc.api;

import io.streamproc.api.idempotency.IdempotencyKey;
import io.streamproc.core.event.EventFormat;

/**
 * A request that its client may repeat.
 *
 * @param key under which a repeat is known
 * @param format how the body is laid out
 * @param bytes the body as it came
 */
record KeyedBody(IdempotencyKey key, EventFormat format, byte[] bytes) {}
