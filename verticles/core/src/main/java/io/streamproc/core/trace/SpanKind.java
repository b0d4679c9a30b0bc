package io.streamproc.core.trace;

/** The part of a span in its trace, as OpenTelemetry defines it. */
public enum SpanKind {
  /** Serves a request. */
  SERVER,
  /** Creates messages that others process later. */
  PRODUCER,
  /** Processes messages. */
  CONSUMER
}
