package io.streamproc.core.trace;

import java.util.Collection;
import java.util.List;

/** Starts the spans of one role. Thread-safe; no method throws. */
public interface RoleTracer {
  /** Records nothing. */
  RoleTracer OFF =
      new RoleTracer() {
        @Override
        public boolean isOn() {
          return false;
        }

        @Override
        public TraceSpan start(
            SpanKind kind, String name, String parent, Collection<String> linked) {
          return TraceSpan.NONE;
        }
      };

  /** Whether spans may be recorded. If not, work that only serves traces can be left out. */
  boolean isOn();

  /**
   * Starts a span. Whether it is recorded is decided by its parent; without one, it is recorded if
   * a linked span is, and else with the probability of the settings.
   *
   * @param kind its part in the trace
   * @param name from a small, fixed set of names
   * @param parent {@code traceparent} of the span that caused it; null or malformed: none
   * @param linked {@code traceparent} of spans of other traces that it continues; malformed ones
   *     are ignored
   * @return {@link TraceSpan#NONE} if it is not recorded
   */
  TraceSpan start(SpanKind kind, String name, String parent, Collection<String> linked);

  /** Starts a span without links. */
  default TraceSpan start(SpanKind kind, String name, String parent) {
    return start(kind, name, parent, List.of());
  }
}
