package io.streamproc.aggregator;

import io.streamproc.core.trace.RoleTracer;
import io.streamproc.core.trace.SpanKind;
import io.streamproc.core.trace.TraceSpan;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The traces whose changes of one series the next read publishes. For one context. */
final class LiveTraces {
  /** Traces of one read that are remembered; the first ones. */
  static final int MOST = 64;

  private final RoleTracer tracer;
  private final Set<String> pending = new LinkedHashSet<>();

  LiveTraces(RoleTracer tracer) {
    this.tracer = tracer;
  }

  /**
   * @param traceparent of the batch that changed the series; null: not traced
   */
  void add(String traceparent) {
    if (traceparent != null && tracer.isOn() && pending.size() < MOST) {
      pending.add(traceparent);
    }
  }

  /** Forgets traces of changes that are outside of the live window. */
  TraceSpan drop() {
    pending.clear();
    return TraceSpan.NONE;
  }

  /**
   * Starts the span of a read: it continues the first batch's trace and is linked to the others.
   */
  TraceSpan begin() {
    if (pending.isEmpty()) {
      return TraceSpan.NONE;
    }
    List<String> all = new ArrayList<>(pending);
    pending.clear();
    return tracer.start(
        SpanKind.PRODUCER, "publish live update", all.get(0), all.subList(1, all.size()));
  }
}
