package io.streamproc.web.pipeline;

import io.streamproc.core.bus.RoleReport;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.TreeMap;

/**
 * The rates of one run of one instance: how fast its totals grew over the last {@link #WINDOW_MS},
 * by the instance's own uptime. Neither a delayed message nor a clock that is set changes them.
 */
final class Rates {
  /** Long enough that counts which come in bursts make a steady figure. */
  static final long WINDOW_MS = 5_000;

  private record Sample(long uptime, Map<String, Long> totals) {}

  private final Deque<Sample> samples = new ArrayDeque<>(); // the oldest first

  /**
   * Adds a report, which must have a larger uptime than those before. A total that is smaller than
   * before was reset: rates begin anew.
   */
  void add(RoleReport report) {
    if (report.figures() == null) {
      samples.clear();
      return;
    }
    Sample sample = new Sample(report.uptime(), report.figures().totals());
    if (!samples.isEmpty() && fell(samples.getLast(), sample)) {
      samples.clear();
    }
    // After a gap in the reports the last one before it stays, as the other end of the mean.
    while (samples.size() > 1 && samples.getFirst().uptime < sample.uptime - WINDOW_MS) {
      samples.removeFirst();
    }
    samples.addLast(sample);
  }

  private static boolean fell(Sample before, Sample now) {
    return before.totals.entrySet().stream()
        .anyMatch(total -> now.totals.getOrDefault(total.getKey(), 0L) < total.getValue());
  }

  /** Per second, at least 0, by the name of the total; empty until there are two reports. */
  Map<String, Double> perSecond() {
    Map<String, Double> rates = new TreeMap<>();
    if (samples.size() > 1) {
      Sample first = samples.getFirst();
      Sample last = samples.getLast();
      double seconds = (last.uptime - first.uptime) / 1_000.0;
      last.totals.forEach(
          (name, total) ->
              rates.put(name, (total - first.totals.getOrDefault(name, 0L)) / seconds));
    }
    return rates;
  }
}
