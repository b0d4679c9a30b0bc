package io.streamproc.web.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.streamproc.core.Names;
import io.streamproc.core.bus.Figures;
import io.streamproc.core.bus.RoleReport;
import io.streamproc.core.bus.RoleReport.State;
import io.streamproc.testkit.Eventually;
import io.streamproc.testkit.MovableClock;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The state of the pipeline")
class PipelineTest {
  private final Vertx vertx = Vertx.vertx();
  private final Context context = vertx.getOrCreateContext();
  private final AtomicLong nanos = new AtomicLong();
  private final Pipeline pipeline =
      new Pipeline(
          List.of(
              new KnownRole("maker", "source", false),
              new KnownRole("tally", "store", true),
              new KnownRole("shower", "present", true)),
          new MovableClock(7),
          nanos::get);

  @BeforeEach
  void subscribe() throws Exception {
    onContext(() -> pipeline.subscribe(vertx.eventBus()).completion());
  }

  @AfterEach
  void close() throws Exception {
    vertx.close().await(10, TimeUnit.SECONDS);
  }

  /** As the role does: everything on one event loop. */
  private <T> T onContext(Supplier<Future<T>> action) throws Exception {
    Promise<T> done = Promise.promise();
    context.runOnContext(v -> action.get().onComplete(done));
    return done.future().await(10, TimeUnit.SECONDS);
  }

  private JsonObject state() throws Exception {
    return onContext(() -> Future.succeededFuture(pipeline.toJson()));
  }

  private static RoleReport report(
      String id, String role, long uptime, State state, Figures figures) {
    Map<String, String> reasons = state == State.NOT_READY ? Map.of(role, "no store") : Map.of();
    return new RoleReport(id, role, 1, uptime, state, reasons, figures);
  }

  private void publish(RoleReport... reports) throws Exception {
    for (RoleReport report : reports) {
      vertx.eventBus().publish(Names.BUS_ROLES, report.toJson());
    }
    String last = reports[reports.length - 1].id();
    Eventually.holds(() -> state().encode().contains("\"" + last + "\""));
  }

  private JsonObject role(String name) throws Exception {
    return state().getJsonArray("roles").stream()
        .map(JsonObject.class::cast)
        .filter(role -> name.equals(role.getString("name")))
        .findFirst()
        .orElseThrow();
  }

  @Test
  @DisplayName("names the known roles in their order, and which of them can be absent")
  void nobody() throws Exception {
    assertEquals(
        new JsonObject(
            """
            {"asOf": 7, "roles": [
              {"name": "maker", "instances": [], "stage": "source", "state": "unknown"},
              {"name": "tally", "instances": [], "stage": "store", "state": "none"},
              {"name": "shower", "instances": [], "stage": "present", "state": "none"}]}"""),
        state());
  }

  @Test
  @DisplayName("sums up the instances of a role, and takes the state of most concern")
  void sums() throws Exception {
    Figures figures = Figures.NONE.total("in", 10).gauge("lag", 1.5).gauge("lagSeconds", 3);
    publish(
        report("a", "tally", 0, State.READY, figures),
        report("a", "tally", 1_000, State.READY, figures.total("in", 15)),
        report("b", "tally", 0, State.NOT_READY, figures.gauge("lagSeconds", 2)),
        report("c", "tally", 0, State.DEGRADED, null),
        report("d", "extra", 0, State.READY, figures));
    JsonObject tally = role("tally");
    assertEquals("not-ready", tally.getString("state"));
    assertEquals(
        new JsonObject(
            """
            {"totals": {"in": 25}, "rates": {"in": 5.0}, "gauges": {"lag": 3.0, "lagSeconds": 3.0}}
            """),
        tally.getJsonObject("figures"));
    JsonArray instances = tally.getJsonArray("instances");
    assertEquals(3, instances.size());
    assertEquals(
        new JsonObject(
            """
            {"id": "b", "since": 1, "age": 0, "state": "not-ready", "reasons": {"tally": "no store"},
             "figures": {"totals": {"in": 10}, "rates": {}, "gauges": {"lag": 1.5, "lagSeconds": 2.0}}}
            """),
        instances.getJsonObject(1));
    assertFalse(instances.getJsonObject(2).containsKey("figures"), "its metrics are off");
    JsonObject extra = role("extra");
    assertEquals("ready", extra.getString("state"));
    assertFalse(extra.containsKey("stage"), "an unknown role is shown as well");
  }

  @Test
  @DisplayName("does not count what a silent instance said")
  void silent() throws Exception {
    publish(report("a", "tally", 0, State.READY, Figures.NONE.total("in", 10)));
    nanos.addAndGet(RoleReport.SILENCE.toNanos() + 1);
    publish(report("b", "tally", 0, State.READY, Figures.NONE.total("in", 1)));
    assertEquals("silent", role("tally").getString("state"));
    assertEquals(
        new JsonObject().put("in", 1), role("tally").getJsonObject("figures").getValue("totals"));
  }

  @Test
  @DisplayName("ignores what is no report")
  void malformed() throws Exception {
    vertx.eventBus().publish(Names.BUS_ROLES, "text");
    vertx.eventBus().publish(Names.BUS_ROLES, new JsonObject());
    JsonObject forged = report("a", "tally", 0, State.READY, Figures.NONE).toJson();
    vertx.eventBus().publish(Names.BUS_ROLES, forged.put("uptime", "long"));
    publish(report("b", "tally", 0, State.READY, Figures.NONE));
    assertEquals(1, role("tally").getJsonArray("instances").size());
  }
}
