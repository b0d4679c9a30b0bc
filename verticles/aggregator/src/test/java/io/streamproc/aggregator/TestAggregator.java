package io.streamproc.aggregator;

import io.streamproc.core.bus.LiveUpdate;
import io.streamproc.core.bus.Presence;
import io.streamproc.core.http.HttpSettings;
import io.streamproc.core.series.Bucket;
import io.streamproc.core.series.SeriesName;
import io.streamproc.core.settings.Settings;
import io.streamproc.testkit.MovableClock;
import io.streamproc.testkit.bus.RecordedMessage;
import io.streamproc.testkit.role.RecordingReader;
import io.streamproc.testkit.role.RoleUnderTest;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * One of several aggregators, each with its own stores. Its clock stands still at a time that no
 * other one has, which determines its seniority and identifies its messages.
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

  /** Whether a live update was published by it. */
  boolean published(RecordedMessage update) {
    return LiveUpdate.fromJson(update.json()).asOf() == role.clock().millis();
  }

  boolean published(SeriesName name, RecordedMessage update) {
    return published(update) && LiveUpdate.fromJson(update.json()).series() == name;
  }

  /** Whether a presence was announced by it. */
  boolean announced(RecordedMessage presence) {
    return Presence.fromJson(presence.json()).since() == role.clock().millis();
  }
}
