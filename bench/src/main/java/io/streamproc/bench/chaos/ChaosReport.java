package io.streamproc.bench.chaos;

import io.streamproc.audit.verify.Finding;
import io.streamproc.audit.verify.Ledger;
import io.streamproc.audit.verify.PartitionLedger;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What a run has shown.
 *
 * @param options of the run
 * @param recoveries every fault
 * @param client its counts
 * @param events the client's events in Kafka
 * @param ledger Kafka against both stores
 */
record ChaosReport(
    ChaosRun.Options options,
    List<Recovery> recoveries,
    RetryingClient client,
    AcceptedEvents events,
    Ledger ledger) {
  private static final int LISTED = 5;

  /** Nothing answered 202 is lost, nothing is there twice, and the ledger balances to the end. */
  boolean isClean() {
    return ledger.balances()
        && ledger.total().inFlight() == 0
        && events.lost() == 0
        && events.repeated() == 0;
  }

  static String line(Recovery recovery) {
    return "%-6s %-16s for %5.1f s, recovered in %5.1f s"
        .formatted(
            recovery.fault().kind().name().toLowerCase(Locale.ROOT),
            recovery.fault().target(),
            recovery.fault().millis() / 1e3,
            recovery.seconds());
  }

  @Override
  public String toString() {
    PartitionLedger t = ledger.total();
    StringBuilder text = new StringBuilder();
    text.append("seed %d, %d faults%n".formatted(options.seed(), recoveries.size()));
    text.append(recoveryTable());
    text.append(
        "requests answered 202: %d, attempts refused with 503: %d, attempts without an answer: %d%n"
            .formatted(client.requests(), client.refused(), client.unanswered()));
    text.append(
        "of %d events in them: %d lost, %d in Kafka more than once%n"
            .formatted(client.accepted().cardinality(), events.lost(), events.repeated()));
    text.append(
        "ledger: %d accepted = %d high + %d low + %d dead + %d in flight; %d missing, %d twice, %d wrong%n"
            .formatted(
                t.accepted(),
                t.high(),
                t.low(),
                t.dead(),
                t.inFlight(),
                t.missing(),
                t.twice(),
                t.wrong()));
    for (Finding finding : ledger.findings().stream().limit(LISTED).toList()) {
      text.append("  ").append(finding).append('\n');
    }
    return text.append(isClean() ? "CLEAN" : "NOT CLEAN").toString();
  }

  /** Seconds to recover by kind and target: how many, median, longest. */
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
        new StringBuilder("%-24s %5s %10s %10s%n".formatted("fault", "n", "median s", "longest s"));
    byFault.forEach((fault, seconds) -> table.append(row(fault, seconds)));
    return table.append(row("all", recoveries.stream().map(Recovery::seconds).toList())).toString();
  }

  private static String row(String name, List<Double> seconds) {
    double[] sorted = seconds.stream().mapToDouble(s -> s).sorted().toArray();
    return "%-24s %5d %10.1f %10.1f%n"
        .formatted(
            name, sorted.length, sorted[sorted.length / 2], Arrays.stream(sorted).max().orElse(0));
  }
}
