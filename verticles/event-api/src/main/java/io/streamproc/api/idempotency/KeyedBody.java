package io.streamproc.api.idempotency;

import io.streamproc.core.event.EventFormat;

/**
 * A request that its client may repeat.
 *
 * @param key recognizes a repeat
 * @param format how the body is laid out
 * @param bytes the body as it came, inflated
 */
public record KeyedBody(IdempotencyKey key, EventFormat format, byte[] bytes) {
  /**
   * Copies of the body that stay in memory until the answer: one for an attempt at the slot's next
   * owner, and one in a message to it.
   */
  static final int COPIES = 2;
}
