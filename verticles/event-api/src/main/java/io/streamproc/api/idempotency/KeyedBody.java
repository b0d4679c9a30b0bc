package io.streamproc.api.idempotency;

import io.streamproc.core.event.EventFormat;

/**
 * A request that its client may retry.
 *
 * @param key identifies the request and its retries
 * @param format layout of the body
 * @param bytes the received body, inflated
 * @param traceparent the trace of the request, or null
 */
public record KeyedBody(IdempotencyKey key, EventFormat format, byte[] bytes, String traceparent) {
  /**
   * Copies of the body that stay in memory until the response: one for an attempt at the slot's
   * next owner, and one in a message to it.
   */
  static final int COPIES = 2;
}
