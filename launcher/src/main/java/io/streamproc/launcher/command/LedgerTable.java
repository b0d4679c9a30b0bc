package io.streamproc.launcher.command;

import io.streamproc.audit.verify.Finding;
import io.streamproc.audit.verify.Ledger;
import io.streamproc.audit.verify.PartitionLedger;
import java.util.List;
import java.util.Locale;

/** Formats a ledger as a table for people. */
final class LedgerTable {
  private static final int LISTED = 20;
  private static final String ROW = "%9s %12s %12s %12s %8s %10s %9s %8s %6s %6s%n";

  private LedgerTable() {}

  static String of(Ledger ledger) {
    StringBuilder text = new StringBuilder("topic ").append(ledger.topic()).append('\n');
    text.append(
        String.format(
            Locale.ROOT,
            ROW,
            "partition",
            "accepted",
            "high",
            "low",
            "dead",
            "in flight",
            "expired",
            "missing",
            "twice",
            "wrong"));
    ledger.partitions().forEach((partition, books) -> text.append(row(partition, books)));
    text.append(row("total", ledger.total()));
    findings(ledger, text);
    return text.append(verdict(ledger.total())).toString();
  }

  private static String row(Object name, PartitionLedger books) {
    return String.format(
        Locale.ROOT,
        ROW,
        name,
        books.accepted(),
        books.high(),
        books.low(),
        books.dead(),
        books.inFlight(),
        books.expired(),
        books.missing(),
        books.twice(),
        books.wrong());
  }

  private static void findings(Ledger ledger, StringBuilder text) {
    List<Finding> findings = ledger.findings();
    findings.stream().limit(LISTED).forEach(f -> text.append("  ").append(f).append('\n'));
    PartitionLedger total = ledger.total();
    long more = total.missing() + total.twice() + total.wrong() - LISTED;
    if (more > 0) {
      text.append("  ... and ").append(more).append(" more\n");
    }
  }

  private static String verdict(PartitionLedger total) {
    return total.balances()
        ? "The ledger balances: nothing missing, nothing twice."
        : String.format(
            Locale.ROOT,
            "THE LEDGER DOES NOT BALANCE: %d missing, %d twice, %d wrong.",
            total.missing(),
            total.twice(),
            total.wrong());
  }
}
