package io.streamproc.web;

import io.streamproc.core.Names;
import io.streamproc.core.bus.Figures;
import io.streamproc.core.bus.RoleReport;
import io.streamproc.core.bus.RoleReport.State;
import io.vertx.core.Vertx;
import java.util.Map;

/** Reports like an instance of a role whose events come evenly. */
final class FakeRole {
  private static final long PERIOD_MS = 250;

  private final Vertx vertx;
  private final String id;
  private final String role;
  private final long rate;
  private final long timer;
  private volatile State state = State.READY;
  private volatile Map<String, String> reasons = Map.of();
  private volatile double lag;
  private long uptime;

  /**
   * @param rate events per second that it counts, a multiple of 4
   */
  FakeRole(Vertx vertx, String id, String role, long rate) {
    this.vertx = vertx;
    this.id = id;
    this.role = role;
    this.rate = rate;
    timer = vertx.setPeriodic(0, PERIOD_MS, t -> report());
  }

  FakeRole lagging(double events) {
    lag = events;
    return this;
  }

  FakeRole notReady(String part, String why) {
    reasons = Map.of(part, why);
    state = State.NOT_READY;
    return this;
  }

  void fallSilent() {
    vertx.cancelTimer(timer);
  }

  private void report() {
    uptime += PERIOD_MS;
    Figures figures =
        Figures.NONE
            .total(Figures.EVENTS_IN, uptime * rate / 1_000.0)
            .total(Figures.EVENTS_OUT, uptime * rate / 2_000.0)
            .total(Figures.DEAD, 3)
            .gauge(Figures.LAG, lag)
            .gauge(Figures.LAG_SECONDS, lag / 100);
    RoleReport report =
        new RoleReport(id, role, 1_700_000_000_000L, uptime, state, reasons, figures);
    vertx.eventBus().publish(Names.BUS_ROLES, report.toJson());
  }
}
