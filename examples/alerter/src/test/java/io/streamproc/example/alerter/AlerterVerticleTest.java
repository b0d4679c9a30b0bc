package io.streamproc.example.alerter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.streamproc.core.Names;
import io.streamproc.core.bus.LiveUpdate;
import io.streamproc.core.series.Bucket;
import io.streamproc.core.series.SeriesName;
import io.streamproc.core.series.Step;
import io.streamproc.core.settings.Settings;
import io.streamproc.testkit.bus.BusProbe;
import io.streamproc.testkit.bus.Fault;
import io.streamproc.testkit.bus.RecordedMessage;
import io.streamproc.testkit.bus.StoppedBus;
import io.streamproc.testkit.cluster.BusHarness;
import io.streamproc.testkit.role.RoleUnderTest;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("The alerter")
@Timeout(60)
class AlerterVerticleTest {
  private static final Duration SOON = Duration.ofSeconds(10);

  @RegisterExtension final BusHarness bus = BusHarness.local();
  private RoleUnderTest role;
  private BusProbe alerts;

  @BeforeEach
  void start() {
    AlerterSettings settings = AlerterSettings.read(Settings.of(Map.of("alerter.limit", "8")));
    role = RoleUnderTest.on(bus.vertx()).deploy(context -> new AlerterVerticle(settings, context));
    alerts = bus.probe(AlerterVerticle.ALERTS);
  }

  private void publish(SeriesName series, Step step, long start, long count, double mean) {
    Bucket bucket = new Bucket(start, count, mean * count, mean, mean);
    LiveUpdate update = new LiveUpdate(series, step, List.of(bucket), role.clock().millis());
    bus.vertx().eventBus().publish(Names.BUS_LIVE, update.toJson());
  }

  private static JsonObject alert(long time, double mean) {
    return new JsonObject().put("series", "high").put("time", time).put("mean", mean);
  }

  @Test
  @DisplayName("is ready, and raises an alert for a second whose mean is above the limit")
  void raises() {
    role.awaitReady(SOON);
    publish(SeriesName.HIGH, Step.SECOND, 1_000, 2, 8.5);
    RecordedMessage alert = alerts.await(m -> m.json().getLong("time") == 1_000, SOON);
    assertEquals(alert(1_000, 8.5), alert.json());
    assertEquals(1, role.metric("streamproc.alerter.alerts"));
    assertTrue(role.scrape().contains("streamproc_alerter_alerts_total 1"), role.scrape());
  }

  @Test
  @DisplayName("ignores means below the limit, other steps, the other series and malformed updates")
  void silent() {
    publish(SeriesName.HIGH, Step.SECOND, 1_000, 2, 8);
    publish(SeriesName.HIGH, Step.MINUTE, 0, 2, 9);
    publish(SeriesName.LOW, Step.SECOND, 2_000, 2, 9);
    bus.vertx().eventBus().publish(Names.BUS_LIVE, "text");
    bus.vertx().eventBus().publish(Names.BUS_LIVE, new JsonObject());
    publish(SeriesName.HIGH, Step.SECOND, 3_000, 1, 9); // and still works afterwards
    alerts.await(m -> true, SOON);
    assertEquals(
        List.of(alert(3_000, 9)), alerts.flush().stream().map(RecordedMessage::json).toList());
  }

  @Test
  @DisplayName("raises one alert per second, although the bus duplicates and reorders its updates")
  void once() {
    bus.faults().duplicate(Names.BUS_LIVE, 0.5).reorder(Names.BUS_LIVE, 0.5);
    for (int i = 1; i <= 20; i++) {
      publish(SeriesName.HIGH, Step.SECOND, i % 2 * 1_000, i, 9);
    }
    alerts.await(m -> m.json().getLong("time") == 0, SOON);
    alerts.await(m -> m.json().getLong("time") == 1_000, SOON);
    bus.faults().heal();
    publish(SeriesName.HIGH, Step.SECOND, 2_000, 1, 9);
    alerts.await(m -> m.json().getLong("time") == 2_000, SOON);
    assertEquals(3, alerts.flush().size(), () -> alerts.messages().toString());
    assertTrue(bus.faults().count(Fault.DUPLICATE, Names.BUS_LIVE) > 0);
  }

  @Test
  @DisplayName("is silent and no longer part of health once it is stopped")
  void stop() throws Exception {
    role.undeploy().await(10, TimeUnit.SECONDS);
    assertEquals(Map.of(), role.notReady());
    publish(SeriesName.HIGH, Step.SECOND, 1_000, 2, 8.5);
    assertEquals(List.of(), alerts.flush());
  }

  @Test
  @DisplayName("leaves nothing behind after a start that failed")
  void failedStart() throws Exception {
    role.undeploy().await(10, TimeUnit.SECONDS);
    AlerterVerticle verticle =
        new AlerterVerticle(AlerterSettings.read(Settings.of(Map.of())), role.context());
    StoppedBus stopped = StoppedBus.of(bus.vertx());
    Future<String> deployed = bus.vertx().deployVerticle(verticle);
    assertThrows(IllegalStateException.class, () -> deployed.await(10, TimeUnit.SECONDS));
    stopped.startAgain();
    assertEquals(1, role.notReady().size());
    verticle.abandon().await(10, TimeUnit.SECONDS);
    assertEquals(Map.of(), role.notReady());
  }
}
