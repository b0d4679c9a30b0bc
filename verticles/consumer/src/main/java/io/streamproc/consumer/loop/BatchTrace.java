package io.streamproc.consumer.loop;

import io.streamproc.consumer.store.SortedRecords;
import io.streamproc.consumer.store.StoreStage;
import io.streamproc.core.trace.CurrentSpan;
import io.streamproc.core.trace.RoleTracer;
import io.streamproc.core.trace.SpanKind;
import io.streamproc.core.trace.TraceSpan;

/**
 * The span of the batch that is being stored: a trace of its own, linked to those of its events. A
 * batch without traced events has none. The loop has one batch at a time, so the span is the
 * current one of its context. For one context.
 */
public final class BatchTrace {
  private final RoleTracer tracer;
  private TraceSpan span = TraceSpan.NONE;

  public BatchTrace(RoleTracer tracer) {
    this.tracer = tracer;
  }

  void begin(SortedRecords sorted) {
    if (!sorted.traces().isEmpty()) {
      span = tracer.start(SpanKind.CONSUMER, "store batch", null, sorted.traces());
      span.set("streamproc.events", sorted.batch().size());
      CurrentSpan.set(span);
    }
  }

  void stored(StoreStage.Outcome outcome) {
    span.set("streamproc.events.kept", outcome.kept());
    span.set("streamproc.events.dead", outcome.dead());
    end();
  }

  void failed() {
    span.fail("not stored");
    end();
    span = TraceSpan.NONE;
  }

  private void end() {
    span.end();
    CurrentSpan.set(TraceSpan.NONE);
  }

  /** Returns the {@code traceparent} of the last batch, once; null if it was not traced. */
  String take() {
    String stored = span.traceparent();
    span = TraceSpan.NONE;
    return stored;
  }
}
