package io.streamproc.bench.speed;

/**
 * One measurement of one contender.
 *
 * @param events events that were acknowledged, stored, or whatever the case counts
 * @param seconds time that this took
 * @param usage what it cost
 */
public record Sample(double events, double seconds, Usage usage) {
  /** Events per second. */
  public double rate() {
    return events / seconds;
  }

  /** Microseconds of processor time of the contender per event. */
  public double cpuMicros() {
    return usage.cpu() / events * 1e6;
  }

  /** Microseconds of processor time of the servers behind it per event. */
  public double serverMicros() {
    return usage.servers() / events * 1e6;
  }

  /** Allocated bytes per event; NaN if unknown. */
  double allocated() {
    return usage.allocated() / events;
  }

  /** The load generator's part of all processor time, 0 to 1; NaN if none was measured. */
  double clientShare() {
    return usage.client() / (usage.cpu() + usage.servers() + usage.client());
  }
}
