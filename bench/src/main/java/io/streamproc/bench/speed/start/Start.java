package io.streamproc.bench.speed.start;

import io.streamproc.bench.measure.Statistics;
import io.streamproc.bench.measure.Summary;
import io.streamproc.bench.speed.Figures;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * One start of a process.
 *
 * @param seconds until it was ready
 * @param cpu processor seconds until then
 * @param mib resident memory at that time
 */
record Start(double seconds, double cpu, double mib) {
  static final List<String> COLUMNS =
      List.of(
          "process",
          "ready after s",
          "lowest to highest",
          "times the bare server",
          "CPU s",
          "resident MiB");

  /** A row under {@link #COLUMNS}. */
  static List<String> cells(String name, List<Start> own, List<Start> yardstick) {
    Summary seconds = seconds(own);
    List<Double> ratios =
        IntStream.range(0, own.size())
            .mapToObj(i -> own.get(i).seconds / yardstick.get(i).seconds)
            .toList();
    return List.of(
        name,
        Figures.number(seconds.median()),
        Figures.number(seconds.lowest()) + " to " + Figures.number(seconds.highest()),
        Figures.ratio(Statistics.median(ratios)),
        Figures.number(median(own, Start::cpu)),
        Figures.number(median(own, Start::mib)));
  }

  static Summary seconds(List<Start> all) {
    return Summary.of(all.stream().map(Start::seconds).toList());
  }

  private static double median(List<Start> all, ToDoubleFunction<Start> value) {
    return Statistics.median(all.stream().map(value::applyAsDouble).toList());
  }
}
