package io.streamproc.core.role;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.streamproc.core.management.Health;
import io.vertx.core.Vertx;
import java.time.Clock;

/**
 * What the roles of one process share.
 *
 * @param health readiness by part
 * @param metrics the process's meters
 * @param clock the time of day; a test moves it
 */
public record RoleContext(Health health, PrometheusMeterRegistry metrics, Clock clock) {
  /** A fresh one, with the system's clock. */
  public static RoleContext create(Vertx vertx) {
    return new RoleContext(
        new Health(vertx),
        new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
        Clock.systemUTC());
  }
}
