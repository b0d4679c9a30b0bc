package io.streamproc.bench.speed.latency;

import io.streamproc.bench.metrics.Meters;
import io.streamproc.bench.speed.Figures;
import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * What was measured under one load.
 *
 * @param load its name
 * @param rate events per second
 * @param probes all of which have arrived
 * @param before the roles' meters at its begin
 * @param after and at its end
 */
record Arrivals(String load, double rate, Probes probes, Meters before, Meters after) {
  static final List<String> COLUMNS =
      List.of(
          "load",
          "events/s",
          "probes",
          "to the store, p50 / p99 / last ms",
          "to the browser, p50 / p99 / last ms",
          "mean to the store, POST / meter ms",
          "mean to the browser, POST / meter ms");

  private static final String DURABLE = "streamproc_consumer_durable_delay_seconds";
  private static final String PUSHED = "streamproc_web_ui_push_delay_seconds";
  private static final double HALF = 50;
  private static final double NEARLY_ALL = 99;
  private static final double MILLIS = 1e-3; // of a microsecond
  private static final double SECOND_MS = 1e3;

  Arrivals named(String name) {
    return new Arrivals(name, rate, probes, before, after);
  }

  /** Whether half of the probes and nearly all are in the browser within these milliseconds. */
  boolean shownWithin(double half, double nearlyAll) {
    Histogram micros = probes.shownMicros();
    return micros.getValueAtPercentile(HALF) * MILLIS <= half
        && micros.getValueAtPercentile(NEARLY_ALL) * MILLIS <= nearlyAll;
  }

  /** Cells under {@link #COLUMNS}. */
  List<String> cells() {
    return List.of(
        load,
        Figures.number(rate),
        Figures.count(probes.count()),
        Figures.quantiles(probes.storedMicros()),
        Figures.quantiles(probes.shownMicros()),
        means(probes.storedMicros(), DURABLE),
        means(probes.shownMicros(), PUSHED));
  }

  private String means(Histogram micros, String meter) {
    return Figures.number(micros.getMean() * MILLIS)
        + " / "
        + Figures.number(after.mean(before, meter) * SECOND_MS);
  }
}
