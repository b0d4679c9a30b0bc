package io.streamproc.bench.speed;

import java.time.Duration;

/**
 * How long and how often a case measures.
 *
 * @param runs rounds that count, at least 1
 * @param length of each measurement
 * @param warmUp of each contender, in two parts, before the first round
 * @param latencyPart rate of the open loop as a part of the highest rate, 0 to 1; 0 for no such
 *     measurement
 */
public record Plan(int runs, Duration length, Duration warmUp, double latencyPart) {
  /**
   * Events of a backlog that is measured.
   *
   * @param perSecond the rate at which it is expected to be drained
   */
  public int events(int perSecond) {
    return (int) (length.toMillis() * perSecond / 1_000);
  }

  /** The same for the part before, which warms up and does not count. */
  public int warmUpEvents(int perSecond) {
    return (int) (warmUp.toMillis() * perSecond / 1_000);
  }

  /**
   * The same with a longer warm-up, for a process whose second compiler is busy for longer.
   *
   * @param times of the present warm-up
   */
  public Plan warmedUp(int times) {
    return new Plan(runs, length, warmUp.multipliedBy(times), latencyPart);
  }
}
