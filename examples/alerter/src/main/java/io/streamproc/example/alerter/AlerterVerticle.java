package io.streamproc.example.alerter;

import io.micrometer.core.instrument.Counter;
import io.streamproc.core.Names;
import io.streamproc.core.bus.Figures;
import io.streamproc.core.bus.LiveUpdate;
import io.streamproc.core.management.Health;
import io.streamproc.core.role.RoleContext;
import io.streamproc.core.role.RoleVerticle;
import io.streamproc.core.series.Bucket;
import io.streamproc.core.series.Step;
import io.vertx.core.Future;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Subscribes to the live updates and publishes an alert for each second whose mean is above the
 * limit. Updates may be duplicated, late and out of order, and some are missing until a sweep
 * repeats them. So each second raises at most one alert, when its state first exceeds the limit.
 */
public final class AlerterVerticle extends RoleVerticle<AlerterSettings> {
  /**
   * Address of the alerts: {@code {series, time, mean}}. Addresses of the product's own roles are
   * in Names.
   */
  public static final String ALERTS = "example.alerts";

  private static final Logger LOG = LoggerFactory.getLogger(AlerterVerticle.class);

  /** Number of seconds remembered; the aggregator repeats updates for at most ten minutes. */
  private static final int REMEMBERED = 1_000;

  private final TreeSet<Long> raised = new TreeSet<>();
  private AlerterSettings settings;
  private Counter alerts;

  /** Used when the verticle is started by class name. */
  public AlerterVerticle() {
    super(AlerterSettings::read);
  }

  /** Used by the launcher and by tests. */
  public AlerterVerticle(AlerterSettings settings, RoleContext role) {
    super(settings, role);
  }

  @Override
  protected Future<?> start(AlerterSettings given, RoleContext role) {
    settings = given;
    alerts =
        Counter.builder("streamproc.alerter.alerts")
            .description("alerts that were published")
            .register(role.metrics());
    Health.Part ready = open.addPart(role.health(), "alerter");
    return open.addSubscription(vertx.eventBus().consumer(Names.BUS_LIVE, this::onUpdate))
        .onSuccess(v -> ready.ready());
  }

  /** A name of its own: the page shows it as it is. */
  @Override
  protected Figures figures() {
    return Figures.NONE.total("alerts", alerts.count());
  }

  private void onUpdate(Message<Object> message) {
    try {
      LiveUpdate update = LiveUpdate.fromJson((JsonObject) message.body());
      if (update.series() == settings.series() && update.step() == Step.SECOND) {
        update.buckets().forEach(this::look);
      }
    } catch (RuntimeException e) {
      LOG.warn("ignored a malformed update: {}", e.toString());
    }
  }

  private void look(Bucket bucket) {
    double mean = bucket.sum() / bucket.count();
    if (mean > settings.limit() && raised.add(bucket.start())) {
      raise(bucket.start(), mean);
    }
    while (raised.size() > REMEMBERED) {
      raised.pollFirst();
    }
  }

  private void raise(long time, double mean) {
    alerts.increment();
    JsonObject alert = new JsonObject().put("series", settings.series().id());
    vertx.eventBus().publish(ALERTS, alert.put("time", time).put("mean", mean));
  }
}
