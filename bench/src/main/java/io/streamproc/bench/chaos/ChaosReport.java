package io.streamproc.bench.chaos;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The results of a run.
 *
 * @param title seed and number of faults
 * @param recoveries every fault
 * @param restarts number of restarts of processes that had ended by themselves
 * @param reckoning lost and duplicated events
 */
record ChaosReport(String title, List<Recovery> recoveries, int restarts, Reckoning reckoning) {
  static String line(Recovery recovery) {
    return String.format(
        Locale.ROOT,
        "%-6s %-16s for %5.1f s, recovered in %5.1f s",
        recovery.fault().kind().name().toLowerCase(Locale.ROOT),
        recovery.fault().target(),
        recovery.fault().millis() / 1e3,
        recovery.seconds());
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%s%n%srestarts of processes that ended by themselves: %d%n%s",
        title,
        recoveryTable(),
        restarts,
        reckoning);
  }

  /** Seconds to recover by kind and target: count, median, maximum. */
  private String recoveryTable() {
    var byFault =
        recoveries.stream()
            .collect(
                Collectors.groupingBy(
                    r ->
                        r.fault().kind().name().toLowerCase(Locale.ROOT)
                            + " "
                            + r.fault().target().replace("-2", ""),
                    TreeMap::new,
                    Collectors.mapping(Recovery::seconds, Collectors.toList())));
    StringBuilder table =
        new StringBuilder(
            String.format(
                Locale.ROOT, "%-24s %5s %10s %10s%n", "fault", "n", "median s", "longest s"));
    byFault.forEach((fault, seconds) -> table.append(row(fault, seconds)));
    return table.append(row("all", recoveries.stream().map(Recovery::seconds).toList())).toString();
  }

  private static String row(String name, List<Double> seconds) {
    double[] sorted = seconds.stream().mapToDouble(s -> s).sorted().toArray();
    return String.format(
        Locale.ROOT,
        "%-24s %5d %10.1f %10.1f%n",
        name,
        sorted.length,
        sorted[sorted.length / 2],
        Arrays.stream(sorted).max().orElse(0));
  }
}
