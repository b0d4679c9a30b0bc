package io.streamproc.bench.speed;

import io.streamproc.bench.measure.Statistics;
import io.streamproc.bench.measure.Summary;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.HdrHistogram.Histogram;

/**
 * The result of one contender.
 *
 * @param load as in the {@link Comparison}
 * @param contender its name
 * @param samples one for each round, in their order
 * @param yardstick the samples of the yardstick in the same rounds
 * @param latency latencies in microseconds at a constant rate, if measured
 */
public record Row(
    String load,
    String contender,
    List<Sample> samples,
    List<Sample> yardstick,
    Optional<Histogram> latency) {
  /** The columns of a table of rows. */
  static final List<String> COLUMNS =
      List.of(
          "load",
          "contender",
          "events/s",
          "lowest to highest",
          "ratio",
          "lowest to highest",
          "CPU µs/event",
          "servers' CPU µs/event",
          "bytes/event",
          "client's CPU",
          "p50 / p99 / p99.9 ms");

  /** Events per second. */
  public Summary rate() {
    return summary(Sample::rate);
  }

  /** Ratios of the rate to that of the yardstick in the same round. */
  public Summary ratio() {
    return Summary.of(
        IntStream.range(0, samples.size())
            .mapToObj(i -> samples.get(i).rate() / yardstick.get(i).rate())
            .toList());
  }

  /** The same samples against those of another contender in the same rounds. */
  public Row against(Row other) {
    return new Row(load, contender, samples, other.samples, latency);
  }

  private Summary summary(ToDoubleFunction<Sample> value) {
    return Summary.of(samples.stream().map(value::applyAsDouble).toList());
  }

  private double median(ToDoubleFunction<Sample> value) {
    return Statistics.median(samples.stream().map(value::applyAsDouble).toList());
  }

  /** Its cells under {@link #COLUMNS}. */
  List<String> cells() {
    Summary rate = rate();
    Summary ratio = ratio();
    List<String> cells = new ArrayList<>(List.of(load, contender));
    cells.add(Figures.number(rate.median()));
    cells.add(Figures.number(rate.lowest()) + " to " + Figures.number(rate.highest()));
    cells.add(Figures.ratio(ratio.median()));
    cells.add(Figures.ratio(ratio.lowest()) + " to " + Figures.ratio(ratio.highest()));
    cells.add(Figures.number(median(Sample::cpuMicros)));
    cells.add(Figures.number(median(Sample::serverMicros)));
    cells.add(Figures.number(median(Sample::allocated)));
    cells.add(Figures.percent(median(Sample::clientShare)));
    cells.add(latency.map(Row::quantiles).orElse(Figures.UNKNOWN));
    return cells;
  }

  private static String quantiles(Histogram micros) {
    return String.join(
        " / ",
        List.of(50.0, 99.0, 99.9).stream()
            .map(part -> Figures.number(micros.getValueAtPercentile(part) / 1e3))
            .toList());
  }

  /** A table of rows without the columns in which nothing is known. */
  public static Table table(String caption, List<Row> rows) {
    return new Table(caption, COLUMNS, rows.stream().map(Row::cells).toList()).withoutEmpty();
  }
}
