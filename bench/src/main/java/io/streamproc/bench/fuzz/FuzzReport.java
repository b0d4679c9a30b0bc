package io.streamproc.bench.fuzz;

import io.streamproc.audit.verify.Ledger;
import io.streamproc.audit.verify.PartitionLedger;
import java.util.List;

/**
 * The result of a run.
 *
 * @param cases that were sent
 * @param before after the first round
 * @param after at the end, or null if the process has ended
 * @param ledger likewise
 * @param complaints empty if all is well
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

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    text.append("seed %d, %d cases%n".formatted(seed, cases));
    tally.outcomes().forEach((name, count) -> text.append("  %-28s %d%n".formatted(name, count)));
    text.append(
        "accepted: %d events, and at most %d in requests without an answer%n"
            .formatted(tally.accepted(), tally.possible()));
    text.append("first round: %s%nend: %s%n".formatted(before, after));
    if (ledger != null) {
      PartitionLedger t = ledger.total();
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
    }
    complaints.forEach(complaint -> text.append("\n- ").append(complaint).append('\n'));
    return text.append(isClean() ? "CLEAN" : "NOT CLEAN").toString();
  }
}
