package io.streamproc.aggregator;

import static io.streamproc.aggregator.RunningAggregator.NOW;
import static io.streamproc.aggregator.RunningAggregator.await;
import static io.streamproc.aggregator.RunningAggregator.bucket;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.streamproc.core.bus.ProgressHint;
import io.streamproc.core.http.HttpSettings;
import io.streamproc.core.http.PortInUseException;
import io.streamproc.core.role.RoleContext;
import io.streamproc.core.series.SeriesName;
import io.streamproc.core.series.Step;
import io.streamproc.core.series.TimeRange;
import io.streamproc.core.settings.Settings;
import io.streamproc.testkit.Eventually;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("The aggregator")
@Timeout(60)
class AggregatorVerticleTest {
  private static final Duration LONG = Duration.ofSeconds(20);
  private static final Duration SHORT = Duration.ofMillis(100);
  private static final long SECOND = Step.SECOND.floor(NOW);

  @Test
  @DisplayName("publishes the seconds of a hint, for the series of the hint")
  void liveUpdates() throws Exception {
    try (RunningAggregator aggregator = new RunningAggregator(LONG).start()) {
      aggregator.low.put(bucket(SECOND, 1, 3));
      aggregator.hint(hint(SeriesName.LOW));
      Set<Long> steps = new HashSet<>();
      while (steps.size() < Step.LIVE.size()) {
        JsonObject update = aggregator.live.poll(20, TimeUnit.SECONDS);
        assertNotNull(update);
        assertEquals("low", update.getString("series"));
        assertEquals(NOW, update.getLong("asOf"));
        assertEquals(1, update.getJsonArray("buckets").getJsonArray(0).getLong(1));
        steps.add(update.getLong("step"));
      }
    }
  }

  @Test
  @DisplayName("ignores malformed hints, and handles the next valid one")
  void hostileHints() throws Exception {
    try (RunningAggregator aggregator = new RunningAggregator(LONG).start()) {
      aggregator.hint(null);
      aggregator.hint("high");
      aggregator.hint(JsonArray.of(1, 2));
      aggregator.hint(new JsonObject());
      aggregator.hint(hint(SeriesName.HIGH).put("series", "middle"));
      aggregator.hint(hint(SeriesName.HIGH).put("from", "now"));
      aggregator.hint(hint(SeriesName.HIGH).put("from", Long.MAX_VALUE));
      aggregator.hint(hint(SeriesName.HIGH).put("from", Long.MIN_VALUE).put("to", Long.MAX_VALUE));
      aggregator.high.put(bucket(SECOND, 1, 7));
      aggregator.hint(hint(SeriesName.HIGH));
      assertEquals("high", aggregator.live.poll(20, TimeUnit.SECONDS).getString("series"));
    }
  }

  @Test
  @DisplayName("serves the other series while a store fails, names the failed store, and recovers")
  void storeAway() throws Exception {
    try (RunningAggregator aggregator = new RunningAggregator(LONG).start()) {
      aggregator.high.put(bucket(SECOND, 1, 7));
      aggregator.low.put(bucket(SECOND, 1, 3));
      aggregator.high.fail(new IllegalStateException("gone"));
      JsonObject partial = new JsonObject(aggregator.get("/api/series").body());
      assertEquals(JsonArray.of("high"), partial.getJsonArray("unavailable"));
      assertEquals(0, partial.getJsonObject("series").getJsonArray("high").size());
      assertEquals(1, partial.getJsonObject("series").getJsonArray("low").size());
      assertEquals(
          "the store does not answer: gone",
          aggregator.role.health().degraded().get("aggregator-high"));
      assertTrue(aggregator.role.health().reasons().isEmpty()); // it can answer queries

      aggregator.high.fail(null);
      JsonObject whole = new JsonObject(aggregator.get("/api/series").body());
      assertNull(whole.getJsonArray("unavailable"));
      assertEquals(1, whole.getJsonObject("series").getJsonArray("high").size());
      assertTrue(aggregator.role.health().degraded().isEmpty());
    }
  }

  @Test
  @DisplayName(
      "is ready with its first store, and stays ready when all are unavailable, naming " + "them")
  void bothAway() throws Exception {
    try (RunningAggregator aggregator = new RunningAggregator(LONG)) {
      aggregator.high.fail(new IllegalStateException("not yet"));
      aggregator.low.fail(new IllegalStateException("not yet"));
      Future<String> deployment = aggregator.deploy();
      Eventually.holds(() -> aggregator.role.health().degraded().size() == 2);
      assertEquals(Set.of("aggregator"), aggregator.role.health().reasons().keySet());
      aggregator.low.fail(null);
      Eventually.holds(() -> aggregator.role.health().reasons().isEmpty());
      aggregator.high.fail(null);
      await(deployment);

      aggregator.high.fail(new IllegalStateException("gone"));
      aggregator.low.fail(new IllegalStateException("gone"));
      JsonObject nothing = new JsonObject(aggregator.get("/api/series").body());
      assertEquals(JsonArray.of("high", "low"), nothing.getJsonArray("unavailable"));
      assertTrue(aggregator.role.health().reasons().isEmpty());
      assertEquals(
          Set.of("aggregator-high", "aggregator-low"),
          aggregator.role.health().degraded().keySet());
    }
  }

  @Test
  @DisplayName("gives a slow store no more than the timeout")
  void slowStore() throws Exception {
    try (RunningAggregator aggregator = new RunningAggregator(SHORT).start()) {
      aggregator.low.put(bucket(SECOND, 1, 3));
      aggregator.high.hold();
      JsonObject partial = await(aggregator.ask(new JsonObject()));
      assertEquals(JsonArray.of("high"), partial.getJsonArray("unavailable"));
      assertEquals(1, partial.getJsonObject("series").getJsonArray("low").size());
    }
  }

  @Test
  @DisplayName("answers within the sender's timeout, without a store that takes longer")
  void answersInTime() throws Exception {
    try (RunningAggregator aggregator = new RunningAggregator(LONG).start()) {
      aggregator.low.put(bucket(SECOND, 1, 3));
      aggregator.high.hold();
      JsonObject partial = await(aggregator.ask(new JsonObject(), Duration.ofSeconds(2)));
      assertEquals(JsonArray.of("high"), partial.getJsonArray("unavailable"));
      assertEquals(1, partial.getJsonObject("series").getJsonArray("low").size());
      assertTrue(
          aggregator.role.health().degraded().isEmpty(),
          "a long range may take long, so the store is not reported");
    }
  }

  @Test
  @DisplayName("does not wait for a store known to be unavailable, and notices when it is back")
  void knownToBeAway() throws Exception {
    try (RunningAggregator aggregator = new RunningAggregator(Duration.ofSeconds(1)).start()) {
      aggregator.high.put(bucket(SECOND, 1, 7));
      aggregator.high.hold();
      aggregator.hint(hint(SeriesName.HIGH)); // a live read detects it
      Eventually.holds(() -> !aggregator.role.health().degraded().isEmpty());
      long begin = System.nanoTime();
      for (int i = 0; i < 3; i++) {
        JsonObject partial = await(aggregator.ask(new JsonObject()));
        assertEquals(JsonArray.of("high"), partial.getJsonArray("unavailable"));
      }
      long millis = (System.nanoTime() - begin) / 1_000_000;
      assertTrue(millis < 3_000, millis + " ms, as long as the timeout each");
      aggregator.high.release();
      Eventually.holds(
          () -> await(aggregator.ask(new JsonObject())).getJsonArray("unavailable") == null);
    }
  }

  @Test
  @DisplayName("detects a frozen store long before the timeout, and serves the other series")
  void frozenStore() throws Exception {
    try (RunningAggregator aggregator = new RunningAggregator(LONG).start()) {
      aggregator.low.put(bucket(SECOND, 1, 3));
      aggregator.high.freeze();
      long begin = System.nanoTime();
      JsonObject partial = await(aggregator.ask(new JsonObject()));
      long millis = (System.nanoTime() - begin) / 1_000_000;
      assertTrue(millis < 10_000, millis + " ms, as long as the timeout of 20 s");
      assertEquals(JsonArray.of("high"), partial.getJsonArray("unavailable"));
      assertEquals(1, partial.getJsonObject("series").getJsonArray("low").size());
      assertEquals(Set.of("aggregator-high"), aggregator.role.health().degraded().keySet());
      aggregator.high.release();
      Eventually.holds(
          () -> await(aggregator.ask(new JsonObject())).getJsonArray("unavailable") == null);
    }
  }

  @Test
  @DisplayName("answers queries before its stores are open, and is deployed once both are")
  void storeNotThereYet() throws Exception {
    try (RunningAggregator aggregator = new RunningAggregator(LONG)) {
      aggregator.low.put(bucket(SECOND, 1, 3));
      aggregator.high.fail(new IllegalStateException("not yet"));
      Future<String> deployment = aggregator.deploy();
      Eventually.holds(aggregator.low::isOpen);
      JsonObject partial = await(aggregator.ask(new JsonObject()));
      assertEquals(JsonArray.of("high"), partial.getJsonArray("unavailable"));
      assertFalse(deployment.isComplete());
      assertEquals(Set.of("aggregator-high"), aggregator.role.health().degraded().keySet());
      assertTrue(aggregator.role.health().reasons().isEmpty());
      aggregator.high.fail(null);
      await(deployment);
      assertTrue(aggregator.role.health().degraded().isEmpty());
    }
  }

  @Test
  @DisplayName("answers requests in progress when it is stopped, and closes its stores afterwards")
  void stop() throws Exception {
    try (RunningAggregator aggregator = new RunningAggregator(LONG)) {
      aggregator.high.put(bucket(SECOND, 1, 7));
      aggregator.start();
      assertNotNull(aggregator.live.poll(20, TimeUnit.SECONDS), "the first tick has read");
      aggregator.high.hold();
      CompletableFuture<HttpResponse<String>> answer =
          aggregator.http.sendAsync(
              aggregator.request("/api/series").build(), HttpResponse.BodyHandlers.ofString());
      Eventually.holds(() -> aggregator.high.waiting() == 1);
      Future<Void> stopped = aggregator.undeploy();
      assertTrue(aggregator.high.isOpen());
      aggregator.high.release();
      assertEquals(200, answer.get(20, TimeUnit.SECONDS).statusCode());
      assertEquals(
          1,
          new JsonObject(answer.get().body()).getJsonObject("series").getJsonArray("high").size());
      await(stopped);
      assertFalse(aggregator.high.isOpen());
      assertFalse(aggregator.low.isOpen());
    }
  }

  @Test
  @DisplayName("reports that its port is taken, and which setting changes it")
  void portInUse() throws Exception {
    try (RunningAggregator first = new RunningAggregator(LONG).start()) {
      AggregatorSettings settings =
          new AggregatorSettings(
              "127.0.0.1",
              first.port(),
              LONG,
              LONG,
              LONG,
              LONG,
              HttpSettings.read(Settings.of(Map.of())));
      var config = new AggregatorConfig(settings, Map.of());
      Vertx vertx = Vertx.vertx();
      try {
        var second = new AggregatorVerticle(config, RoleContext.create(vertx));
        ExecutionException e =
            assertThrows(ExecutionException.class, () -> await(vertx.deployVerticle(second)));
        assertTrue(e.getCause() instanceof PortInUseException, e.toString());
        assertTrue(e.getMessage().contains("STREAMPROC_AGGREGATOR_PORT"), e.getMessage());
      } finally {
        await(vertx.close());
      }
    }
  }

  private static JsonObject hint(SeriesName series) {
    return new ProgressHint(series, new TimeRange(SECOND, NOW)).toJson();
  }
}
