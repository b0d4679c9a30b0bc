package io.streamproc.core.series;

/**
 * The rule that sorts events into the two series.
 *
 * @param value amounts above it are high; the value itself and everything below are low
 */
public record Threshold(double value) {
  public SeriesName seriesOf(double amount) {
    return amount > value ? SeriesName.HIGH : SeriesName.LOW;
  }
}
