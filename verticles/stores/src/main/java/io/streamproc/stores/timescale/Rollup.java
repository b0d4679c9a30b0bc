package io.streamproc.stores.timescale;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/**
 * Buckets of one width that serve reads of long ranges: a continuous aggregate of TimescaleDB, or a
 * table that {@link RollupRefresh} keeps. In ascending order of width; each width is a multiple of
 * the one before.
 */
enum Rollup {
  FIVE_SECONDS("events_5s", Duration.ofSeconds(5), Duration.ofMinutes(1)),
  MINUTE("events_1m", Duration.ofMinutes(1), Duration.ofMinutes(1)),
  HOUR("events_1h", Duration.ofHours(1), Duration.ofMinutes(10)),
  DAY("events_1d", Duration.ofDays(1), Duration.ofHours(1));

  private final String view;
  private final Duration width;
  private final Duration refreshEvery;

  Rollup(String view, Duration width, Duration refreshEvery) {
    this.view = view;
    this.width = width;
    this.refreshEvery = refreshEvery;
  }

  String view() {
    return view;
  }

  /** Width of a bucket. */
  Duration width() {
    return width;
  }

  /** How often TimescaleDB refreshes it. */
  Duration refreshEvery() {
    return refreshEvery;
  }

  /** Returns the names of their views or tables. */
  static List<String> views() {
    return Arrays.stream(values()).map(Rollup::view).toList();
  }

  static Rollup ofView(String view) {
    for (Rollup rollup : values()) {
      if (rollup.view.equals(view)) {
        return rollup;
      }
    }
    return null;
  }
}
