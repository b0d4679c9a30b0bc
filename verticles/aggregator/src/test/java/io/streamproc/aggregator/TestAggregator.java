package io.streamproc.aggregator;

import io.streamproc.core.bus.LiveUpdate;
import io.streamproc.core.bus.Presence;
import io.streamproc.core.http.HttpSettings;
import io.streamproc.core.series.Bucket;
import io.streamproc.core.series.SeriesName;
import io.streamproc.core.settings.Settings;
import io.streamproc.testkit.MovableClock;
import io.streamproc.testkit.bus.Seen;
import io.streamproc.testkit.role.RecordingReader;
import io.streamproc.testkit.role.RoleUnderTest;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * One of several aggregators, each with stores of its own. Its clock stands still at a time that no
 * other one has: by that its seniority is known, and which messages are its.
 */
final class TestAggregator {
  private static final Duration TICK = Duration.ofMillis(20);
  private static final Duration LONG = Duration.ofSeconds(20);

  private final RoleUnderTest role;
  private final Duration sweepInterval;
  private final Map<SeriesName, RecordingReader> stores = new EnumMap<>(SeriesName.class);

  /**
   * @param rank 0 is the most senior
   */
  TestAggregator(Vertx vertx, int rank, Duration sweepInterval) {
    this.role = RoleUnderTest.on(vertx, new MovableClock(RoleUnderTest.NOW + rank));
    this.sweepInterval = sweepInterval;
    for (SeriesName name : SeriesName.values()) {
      stores.put(name, new RecordingReader());
    }
  }

  TestAggregator start() {
    AggregatorSettings settings =
        new AggregatorSettings(
            "127.0.0.1",
            0,
            TICK,
            sweepInterval,
            Duration.ofMinutes(1),
            LONG,
            HttpSettings.read(Settings.of(Map.of())));
    role.deploy(
        context ->
            new AggregatorVerticle(
                new AggregatorConfig(
                    settings,
                    stores.entrySet().stream()
                        .collect(Collectors.toMap(Map.Entry::getKey, e -> v -> e.getValue()))),
                context));
    return this;
  }

  RoleUnderTest role() {
    return role;
  }

  RecordingReader store(SeriesName name) {
    return stores.get(name);
  }

  void put(SeriesName name, Bucket bucket) {
    stores.get(name).put(bucket);
  }

  /** Whether a live update is its. */
  boolean published(Seen update) {
    return LiveUpdate.fromJson(update.json()).asOf() == role.clock().millis();
  }

  boolean published(SeriesName name, Seen update) {
    return published(update) && LiveUpdate.fromJson(update.json()).series() == name;
  }

  /** Whether a presence is its. */
  boolean announced(Seen presence) {
    return Presence.fromJson(presence.json()).since() == role.clock().millis();
  }
}
