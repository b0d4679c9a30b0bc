package io.streamproc.core.role;

import io.streamproc.core.Names;
import io.streamproc.core.bus.Figures;
import io.streamproc.core.bus.RoleReport;
import io.streamproc.core.bus.RoleReport.State;
import io.streamproc.core.metrics.ProcessMeters;
import io.vertx.core.Vertx;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes how one instance of a role is doing, see {@link RoleReport}: also while its start waits
 * for servers and while its stop takes time. The instance is named after its first part of the
 * health, and reports its own parts only, because a process may run several roles. For one context.
 */
final class RoleReports {
  private static final Logger LOG = LoggerFactory.getLogger(RoleReports.class);

  private final Vertx vertx;
  private final RoleContext role;
  private final OpenResources open;
  private final Supplier<Figures> figures;
  private final boolean metrics;
  private final String id = UUID.randomUUID().toString();
  private final long since;
  private final long started = System.nanoTime();
  private String name; // null until it has a part
  private boolean leaving;
  private long timer = -1;

  /**
   * @param open knows the parts of the role
   * @param figures asked for each report, unless the process has no metrics
   */
  RoleReports(Vertx vertx, RoleContext role, OpenResources open, Supplier<Figures> figures) {
    this.vertx = vertx;
    this.role = role;
    this.open = open;
    this.figures = figures;
    metrics = ProcessMeters.areOn(role.metrics());
    since = role.clock().millis();
  }

  /** Publishes now and periodically; to be called when the role has registered its first part. */
  void begin() {
    publish();
    timer = vertx.setPeriodic(RoleReport.INTERVAL.toMillis(), t -> publish());
  }

  /** From now on the reports say that the instance is stopping. */
  void leave() {
    leaving = true;
    publish();
  }

  /** Ends the reports. */
  void end() {
    vertx.cancelTimer(timer);
  }

  private void publish() {
    Collection<String> parts = open.parts();
    if (name == null && !parts.isEmpty()) {
      name = parts.iterator().next();
    }
    if (name == null) {
      return;
    }
    try {
      vertx.eventBus().publish(Names.BUS_ROLES, report(parts).toJson());
    } catch (IllegalStateException e) {
      LOG.debug("not reported, because the bus has stopped: {}", e.toString());
    }
  }

  private RoleReport report(Collection<String> parts) {
    Map<String, String> reasons = role.health().reasons();
    reasons.keySet().retainAll(parts);
    Map<String, String> degraded = role.health().degraded();
    degraded.keySet().retainAll(parts);
    State state = state(!reasons.isEmpty(), !degraded.isEmpty());
    Map<String, String> all = new TreeMap<>(reasons);
    all.putAll(degraded);
    long uptime = (System.nanoTime() - started) / 1_000_000;
    return new RoleReport(id, name, since, uptime, state, all, metrics ? count() : null);
  }

  private State state(boolean unready, boolean degraded) {
    if (leaving) {
      return State.LEAVING;
    }
    if (unready) {
      return State.NOT_READY;
    }
    return degraded ? State.DEGRADED : State.READY;
  }

  /** A mistake in a role's figures must not hide its state. */
  private Figures count() {
    try {
      return figures.get();
    } catch (RuntimeException e) {
      LOG.debug("no figures of {}", name, e);
      return Figures.NONE;
    }
  }
}
