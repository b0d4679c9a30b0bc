package io.streamproc.core.trace;

import io.vertx.core.Future;

/** The traces of one process. Thread-safe. */
public interface Tracing {
  /** No traces: no span is recorded, and nothing of OpenTelemetry is loaded. */
  Tracing OFF = role -> RoleTracer.OFF;

  /** Starts the export of spans if the settings name a collector. */
  static Tracing start(TracingSettings settings) {
    return settings.isOn() ? new OtelTracing(settings) : OFF;
  }

  /**
   * Returns the tracer of a role; the same for every caller.
   *
   * @param role the role's name, which is the service name of its spans
   */
  RoleTracer tracer(String role);

  /** Exports the remaining spans, within a few seconds; never fails. */
  default Future<Void> close() {
    return Future.succeededFuture();
  }
}
