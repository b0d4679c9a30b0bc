package io.streamproc.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.streamproc.core.Names;
import io.streamproc.core.bus.LiveUpdate;
import io.streamproc.core.management.ManagementSettings;
import io.streamproc.core.role.RoleContext;
import io.streamproc.core.role.RoleVerticle;
import io.streamproc.core.series.Bucket;
import io.streamproc.core.series.SeriesName;
import io.streamproc.core.series.Step;
import io.streamproc.core.settings.Settings;
import io.streamproc.core.settings.SettingsException;
import io.streamproc.example.alerter.AlerterSettings;
import io.streamproc.example.alerter.AlerterVerticle;
import io.streamproc.testkit.Eventually;
import io.streamproc.testkit.FreePorts;
import io.vertx.core.Future;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** As docs/new-role.md has it: nothing but the line of the table makes a module a role. */
@DisplayName("One more role")
@Timeout(60)
class NewRoleTest {
  private static final RoleEntry<AlerterSettings> ALERTER =
      new RoleEntry<>(
          "alerter",
          "raises an alert when a mean is too high",
          true,
          AlerterSettings::read,
          AlerterVerticle::new);

  private static final RoleEntry<String> PUBLISHER =
      new RoleEntry<>("publisher", "stands for the aggregator", true, s -> "", Publisher::new);

  private final int port = FreePorts.one();

  /** Publishes a second with a mean of 9, again and again. */
  private static final class Publisher extends RoleVerticle<String> {
    private Publisher(String settings, RoleContext role) {
      super(settings, role);
    }

    @Override
    protected Future<?> start(String settings, RoleContext role) {
      LiveUpdate update =
          new LiveUpdate(SeriesName.HIGH, Step.SECOND, List.of(new Bucket(0, 2, 18, 9, 9)), 0);
      vertx.setPeriodic(10, t -> vertx.eventBus().publish(Names.BUS_LIVE, update.toJson()));
      role.health().part("publisher").ready();
      return Future.succeededFuture();
    }
  }

  @Test
  @DisplayName("runs beside the others, with settings, health, metrics, bus and an orderly stop")
  void runs() throws Exception {
    Settings settings =
        Settings.of(Map.of("alerter.limit", "8", "management.port", Integer.toString(port)));
    List<RoleEntry.Prepared> roles =
        List.of(PUBLISHER.prepare(settings), ALERTER.prepare(settings));
    ManagementSettings management = ManagementSettings.read(settings);
    settings.check();

    Node node = Node.start(management, roles);
    try {
      node.awaitStart();
      HttpResponse<String> ready = get("/health/ready");
      assertEquals(200, ready.statusCode(), ready.body());
      assertTrue(ready.body().contains("\"alerter\""), ready.body());
      Eventually.holds(
          () -> get("/metrics").body().contains("streamproc_alerter_alerts_total 1.0"));
    } finally {
      node.close();
    }
  }

  @Test
  @DisplayName("has its settings checked: ranges, choices and names")
  void settings() {
    Settings settings =
        Settings.of(Map.of("alerter.limit", "much", "alerter.series", "mid", "alerter.limt", "8"));
    ALERTER.prepare(settings);
    SettingsException e = assertThrows(SettingsException.class, settings::check);
    assertEquals(3, e.problems().size(), e.getMessage());
  }

  private HttpResponse<String> get(String path) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + port + path);
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
  }
}
