package io.streamproc.core.role;

import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.streamproc.core.management.Health;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.List;

/**
 * The objects that the roles of one process share.
 *
 * @param health readiness by part
 * @param metrics the process's meters
 * @param clock the time of day; a test moves it
 * @param intake whether new events are accepted
 */
public record RoleContext(
    Health health, PrometheusMeterRegistry metrics, Clock clock, Intake intake) {
  /** Creates a context with an open intake. */
  public RoleContext(Health health, PrometheusMeterRegistry metrics, Clock clock) {
    this(health, metrics, clock, new Intake());
  }

  /** A new context with the system's clock and the meters of the JVM. */
  public static RoleContext create(Vertx vertx) {
    PrometheusMeterRegistry metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    List.of(
            new JvmMemoryMetrics(),
            new JvmThreadMetrics(),
            new ProcessorMetrics(),
            new UptimeMetrics())
        .forEach(binder -> binder.bindTo(metrics));
    return new RoleContext(new Health(vertx), metrics, Clock.systemUTC());
  }
}
