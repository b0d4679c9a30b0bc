package io.streamproc.bench.fuzz;

import io.streamproc.audit.verify.Ledger;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The result of a run.
 *
 * @param cases number of cases sent
 * @param before footprint after the first round
 * @param after footprint at the end, or null if the process has ended
 * @param ledger ledger at the end, or null if the process has ended
 * @param complaints wrong behavior; empty if there was none
 */
record FuzzReport(
    long seed,
    long cases,
    Tally tally,
    Footprint before,
    Footprint after,
    Ledger ledger,
    List<String> complaints) {

  boolean isClean() {
    return complaints.isEmpty();
  }

  private static String table(Map<String, Long> counts) {
    StringBuilder rows = new StringBuilder();
    counts.forEach(
        (name, count) -> rows.append(String.format(Locale.ROOT, "  %-28s %d%n", name, count)));
    return rows.toString();
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    text.append(String.format(Locale.ROOT, "seed %d, %d cases%n", seed, cases));
    text.append("cases by door\n").append(table(tally.cases()));
    text.append("answers\n").append(table(tally.outcomes()));
    text.append(
        String.format(
            Locale.ROOT,
            "accepted: %d events, and at most %d in requests without an answer%n",
            tally.accepted(),
            tally.possible()));
    text.append(String.format(Locale.ROOT, "first round: %s%nend: %s%n", before, after));
    if (ledger != null) {
      text.append("ledger: ").append(ledger.total()).append('\n');
    }
    complaints.forEach(complaint -> text.append("\n- ").append(complaint).append('\n'));
    return text.append(isClean() ? "CLEAN" : "NOT CLEAN").toString();
  }
}
