package io.streamproc.cluster;

import java.time.Duration;

/**
 * Decides when a member whose entries are missing has lost its cluster. Writing them again helps
 * within seconds, unless the other members don't reach this one: Hazelcast stops accepting
 * connections for good when the process has no file left for one.
 */
final class MissingEntries {
  /** Longer than a network partition and the merge after it take. */
  static final Duration PATIENCE = Duration.ofMinutes(2);

  private final long mostChecks;
  private long missing;

  /**
   * @param period time between two checks
   */
  MissingEntries(Duration period) {
    mostChecks = PATIENCE.dividedBy(period);
  }

  /**
   * Must be called with the result of each check.
   *
   * @return whether entries were missing at each check for too long; once, at the first such check
   */
  boolean isLost(boolean missingNow) {
    missing = missingNow ? missing + 1 : 0;
    return missing == mostChecks;
  }

  /**
   * Whether the last check is worth a line of the log: the first, second, fourth, eighth and so on
   * at which entries were missing.
   */
  boolean isWorthALine() {
    return Long.bitCount(missing) == 1;
  }
}
