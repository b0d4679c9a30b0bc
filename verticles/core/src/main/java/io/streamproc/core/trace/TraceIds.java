package io.streamproc.core.trace;

import io.vertx.core.Vertx;

/**
 * The identities of a recorded span, for logs and metrics.
 *
 * @param traceId 32 hexadecimal digits
 * @param spanId 16 hexadecimal digits
 */
public record TraceIds(String traceId, String spanId) {
  // Offsets in 00-TRACE-SPAN-FLAGS (W3C Trace Context, 3.2)
  private static final int TRACE = 3;
  private static final int SPAN = TRACE + 32 + 1;
  private static final int END = SPAN + 16;

  /** Returns those of the calling context's {@link CurrentSpan}; null if none is recorded. */
  public static TraceIds current() {
    String traceparent = CurrentSpan.of(Vertx.currentContext()).traceparent();
    return traceparent == null
        ? null
        : new TraceIds(traceparent.substring(TRACE, SPAN - 1), traceparent.substring(SPAN, END));
  }
}
