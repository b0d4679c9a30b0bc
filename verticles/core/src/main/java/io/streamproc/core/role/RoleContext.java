package io.streamproc.core.role;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.streamproc.core.management.Health;
import io.streamproc.core.metrics.ProcessMeters;
import io.streamproc.core.trace.Tracing;
import io.vertx.core.Vertx;
import java.time.Clock;

/**
 * The objects that the roles of one process share.
 *
 * @param health readiness by part
 * @param metrics the process's meters
 * @param clock the time of day; tests can control it
 * @param intake whether new events are accepted
 * @param tracing the process's traces
 */
public record RoleContext(
    Health health, PrometheusMeterRegistry metrics, Clock clock, Intake intake, Tracing tracing) {
  /** Creates a context with an open intake and without traces. */
  public RoleContext(Health health, PrometheusMeterRegistry metrics, Clock clock) {
    this(health, metrics, clock, new Intake(), Tracing.OFF);
  }

  /** A new context with the system's clock and the meters of the JVM, without traces. */
  public static RoleContext create(Vertx vertx) {
    return create(vertx, ProcessMeters.create(), Tracing.OFF);
  }

  /** A new context with the system's clock. */
  public static RoleContext create(Vertx vertx, PrometheusMeterRegistry metrics, Tracing tracing) {
    return new RoleContext(new Health(vertx), metrics, Clock.systemUTC(), new Intake(), tracing);
  }
}
