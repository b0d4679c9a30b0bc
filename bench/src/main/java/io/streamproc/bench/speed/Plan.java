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
   * The same with a longer warm-up, for a process whose second compiler is busy for longer.
   *
   * @param times of the present warm-up
   */
  public Plan warmedUp(int times) {
    return new Plan(runs, length, warmUp.multipliedBy(times), latencyPart);
  }
}
