package io.streamproc.bench.chaos;

import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/**
 * A fault that is injected.
 *
 * @param kind killed or frozen
 * @param targets one process, or all
 * @param millis duration, milliseconds
 */
record Fault(Kind kind, List<ManagedProcess> targets, long millis) {
  /** The two ways in which a process fails. */
  enum Kind {
    /** SIGKILL, and a restart after a while. */
    KILL,
    /**
     * SIGSTOP, and SIGCONT after a while. If it lasts longer than the session timeout, it leaves a
     * zombie.
     */
    FREEZE
  }

  private static final int KILL_PERCENT = 60;
  private static final int LONGEST_KILL = 2_000;
  private static final int SHORTEST_FREEZE = 500;

  static Fault random(RandomGenerator random, ManagedProcess target, int longestFreezeMillis) {
    return random.nextInt(100) < KILL_PERCENT
        ? new Fault(Kind.KILL, List.of(target), random.nextInt(LONGEST_KILL))
        : new Fault(
            Kind.FREEZE, List.of(target), random.nextInt(SHORTEST_FREEZE, longestFreezeMillis));
  }

  /** Kills all processes at once, as when the power fails. */
  static Fault powerCut(List<ManagedProcess> all) {
    return new Fault(Kind.KILL, all, 0);
  }

  String target() {
    return targets.size() > 1
        ? "everything"
        : targets.stream().map(ManagedProcess::name).collect(Collectors.joining(", "));
  }
}
