package io.streamproc.bench.machine;

import io.streamproc.bench.chaos.ClientLedger;
import io.streamproc.bench.chaos.Reckoning;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The result of one fault.
 *
 * @param ended processes that ended by themselves during the fault or its recovery
 * @param explanations the first line of each process that names the cause
 * @param lines number of warnings and errors of all processes
 * @param notes what else was seen
 * @param refusal the last answer 503
 * @param seconds from the end of the fault until the system was healthy; negative: never
 * @param reckoning the ledgers afterwards
 */
record Outcome(
    MachineFault fault,
    List<String> ended,
    Map<String, String> explanations,
    long lines,
    String notes,
    String refusal,
    double seconds,
    Reckoning reckoning) {
  static final String HEADER =
      """
      | fault | at | logged | clients | ledger | recovered after |
      |---|---|---|---|---|---|""";

  /** Whether the cause was logged, nothing was lost or duplicated, and the system has recovered. */
  boolean isGood() {
    return (!explanations.isEmpty() || !mustLog())
        && reckoning.isClean()
        && seconds >= 0
        && !notes.contains("**");
  }

  /** A process that does not reach the limit of open files has nothing to log. */
  private boolean mustLog() {
    boolean hadEffect =
        !ended.isEmpty() || reckoning.client().refused() + reckoning.client().unanswered() > 0;
    return fault.mustLog() && (fault.kind() != MachineFault.Kind.OPEN_FILES || hadEffect);
  }

  @Override
  public String toString() {
    ClientLedger client = reckoning.client();
    return String.format(
        Locale.ROOT,
        "| %s | %s | %s (%d lines)%s%s | %d x 202, %d x 503%s, %d without an answer |"
            + " %d events, %d lost, %d twice; %s; %s | %s |",
        fault.name(),
        fault.target(),
        explanations.isEmpty() ? mustLog() ? "**nothing**" : "nothing" : explanations,
        lines,
        ended.isEmpty() ? "" : "; ended: " + ended,
        notes.isEmpty() ? "" : "; " + notes,
        client.requests(),
        client.refused(),
        refusal.isEmpty() ? "" : " (" + refusal.replace('\n', ' ') + ")",
        client.unanswered(),
        client.accepted(),
        client.lost(),
        client.twice(),
        reckoning.ledger().total(),
        reckoning.isClean() ? "clean" : "**NOT CLEAN**: " + reckoning.producer().problems(),
        seconds < 0 ? "**never**" : String.format(Locale.ROOT, "%.1f s", seconds));
  }
}
