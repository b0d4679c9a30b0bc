package io.streamproc.example.alerter;

import io.micrometer.core.instrument.Counter;
import io.streamproc.core.Names;
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
 * Listens to the live updates and publishes an alert for each second whose mean is above the limit.
 * Updates come twice, late and out of order, and some not at all until a sweep repeats them: so a
 * second raises one alert, whenever its state first calls for one.
 */
public final class AlerterVerticle extends RoleVerticle<AlerterSettings> {
  /** Published: {@code {series, time, mean}}. A role of the product has its addresses in Names. */
  public static final String ALERTS = "example.alerts";

  private static final Logger LOG = LoggerFactory.getLogger(AlerterVerticle.class);
  private static final String PART = "alerter";

  /** Seconds remembered; the aggregator repeats ten minutes at most. */
  private static final int REMEMBERED = 1_000;

  private final TreeSet<Long> raised = new TreeSet<>();
  private AlerterSettings settings;
  private RoleContext role;
  private Counter alerts;

  /** For a start by class name. */
  public AlerterVerticle() {
    super(AlerterSettings::read);
  }

  /** For a start by the launcher or a test. */
  public AlerterVerticle(AlerterSettings settings, RoleContext role) {
    super(settings, role);
  }

  @Override
  protected Future<?> start(AlerterSettings given, RoleContext context) {
    settings = given;
    role = context;
    alerts =
        Counter.builder("streamproc.alerter.alerts")
            .description("alerts that were published")
            .register(role.metrics());
    Health.Part ready = role.health().part(PART);
    return vertx
        .eventBus()
        .<Object>consumer(Names.BUS_LIVE, this::onUpdate)
        .completion()
        .onSuccess(v -> ready.ready());
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

  @Override
  public Future<?> stop() {
    if (role != null) {
      role.health().remove(PART);
    }
    return Future.succeededFuture();
  }
}
