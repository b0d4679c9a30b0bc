package io.streamproc.core.trace;

/**
 * A span that is recorded, or {@link #NONE}. It must be ended once; further calls have no effect.
 * Thread-safe; no method throws.
 */
public interface TraceSpan {
  /** A span that is not recorded. */
  TraceSpan NONE =
      new TraceSpan() {
        @Override
        public String traceparent() {
          return null;
        }

        @Override
        public TraceSpan child(SpanKind kind, String name) {
          return this;
        }

        @Override
        public TraceSpan set(String attribute, long value) {
          return this;
        }

        @Override
        public void fail(String why) {
          // not recorded
        }

        @Override
        public void end() {
          // not recorded
        }
      };

  /**
   * The span's identity for others, as in the header {@code traceparent} (W3C Trace Context, 3.2),
   * with the flag that it is recorded; null if it is not.
   */
  String traceparent();

  /** Starts a span of this one's role and trace. */
  TraceSpan child(SpanKind kind, String name);

  /** Adds a number to what is recorded. */
  TraceSpan set(String attribute, long value);

  /**
   * Marks it as failed; it must still be ended.
   *
   * @param why the kind of fault, without anything of the data
   */
  void fail(String why);

  /** Ends it now. */
  void end();
}
