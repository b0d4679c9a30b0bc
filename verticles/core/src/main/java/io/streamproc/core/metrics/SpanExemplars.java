package io.streamproc.core.metrics;

import io.prometheus.metrics.tracer.common.SpanContext;
import io.streamproc.core.trace.TraceIds;

/**
 * Names the current span of the calling Vert.x context as an exemplar: the trace of one of the
 * observations that a histogram counts. Only recorded spans are named. OpenMetrics shows exemplars,
 * the older text format does not. Thread-safe.
 */
final class SpanExemplars implements SpanContext {
  @Override
  public String getCurrentTraceId() {
    TraceIds current = TraceIds.current();
    return current == null ? null : current.traceId();
  }

  @Override
  public String getCurrentSpanId() {
    TraceIds current = TraceIds.current();
    return current == null ? null : current.spanId();
  }

  @Override
  public boolean isCurrentSpanSampled() {
    return TraceIds.current() != null;
  }

  @Override
  public void markCurrentSpanAsExemplar() {
    // All recorded spans are exported, so none must be kept for this.
  }
}
