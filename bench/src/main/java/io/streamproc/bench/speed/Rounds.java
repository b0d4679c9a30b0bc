package io.streamproc.bench.speed;

import io.streamproc.bench.measure.Closing;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.HdrHistogram.Histogram;

/**
 * Measures contenders in turn, round after round, so that what slows the machine down for seconds
 * affects all of them. The order is reversed in every second round, because the contender that
 * follows a heavy one may suffer from what that left behind.
 */
public final class Rounds {
  private static final int WARM_UPS = 2;

  private final Plan plan;
  private final PrintWriter out;

  /**
   * @param plan how long and how often
   * @param out for progress, a line per measurement
   */
  public Rounds(Plan plan, PrintWriter out) {
    this.plan = plan;
    this.out = out;
  }

  /**
   * Starts all contenders, warms them up, measures them and closes them.
   *
   * @return a row for each contender, in the order of the comparisons
   * @throws TooNoisyException if the rates of a yardstick differ too much
   */
  public List<Row> run(List<Comparison> comparisons) throws Exception {
    List<Contender> all = comparisons.stream().flatMap(one -> one.all().stream()).toList();
    try {
      for (Contender one : all) {
        one.start();
      }
      for (int pass = 0; pass < WARM_UPS; pass++) { // the servers that they share warm up as well
        for (Contender one : all) {
          one.warmUp(plan.warmUp().dividedBy(WARM_UPS));
        }
      }
      Map<Contender, List<Sample>> samples = measure(all);
      for (Comparison one : comparisons) {
        Row yardstick = row(one, one.yardstick(), samples, Optional.empty());
        TooNoisyException.check(one.yardstick().name() + ", " + one.load(), yardstick.rate(), "/s");
      }
      return rows(comparisons, samples);
    } finally {
      Closing.all(all);
    }
  }

  private Map<Contender, List<Sample>> measure(List<Contender> all) throws Exception {
    Map<Contender, List<Sample>> samples = new LinkedHashMap<>();
    all.forEach(one -> samples.put(one, new ArrayList<>()));
    for (int round = 0; round < plan.runs(); round++) {
      for (Contender one : round % 2 == 0 ? all : reversed(all)) {
        Sample sample = one.load(plan.length());
        samples.get(one).add(sample);
        String rate = Figures.number(sample.rate());
        out.printf(Locale.ROOT, "%d/%d  %12s/s  %s%n", round + 1, plan.runs(), rate, one.name());
        out.flush();
      }
    }
    return samples;
  }

  private static List<Contender> reversed(List<Contender> all) {
    List<Contender> reversed = new ArrayList<>(all);
    Collections.reverse(reversed);
    return reversed;
  }

  private List<Row> rows(List<Comparison> comparisons, Map<Contender, List<Sample>> samples)
      throws Exception {
    List<Row> rows = new ArrayList<>();
    for (Comparison comparison : comparisons) {
      for (Contender one : comparison.all()) {
        Row row = row(comparison, one, samples, Optional.empty());
        rows.add(row(comparison, one, samples, latency(one, row.rate().median())));
      }
    }
    return rows;
  }

  private static Row row(
      Comparison comparison,
      Contender one,
      Map<Contender, List<Sample>> samples,
      Optional<Histogram> latency) {
    return new Row(
        comparison.load(),
        one.name(),
        samples.get(one),
        samples.get(comparison.yardstick()),
        latency);
  }

  private Optional<Histogram> latency(Contender one, double highest) throws Exception {
    Duration length = plan.length();
    return plan.latencyPart() == 0
        ? Optional.empty()
        : one.latency(highest * plan.latencyPart(), length);
  }
}
