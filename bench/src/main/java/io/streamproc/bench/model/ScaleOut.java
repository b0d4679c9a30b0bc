package io.streamproc.bench.model;

/**
 * How a step of the pipeline scales with its processes, predicted from one process: the processor
 * time of an event stays the same, and so the rate grows with the processes until the machine has
 * no processor time left.
 *
 * @param rate events per second of one process
 * @param micros microseconds of processor time per event, of the process, the servers behind it and
 *     the load generator together
 * @param cores of the machine that all of them share
 */
public record ScaleOut(double rate, double micros, int cores) {
  private static final double SECOND = 1e6; // in microseconds

  /** Events per second of several processes. */
  public double rate(int processes) {
    return Math.min(processes * rate, limit());
  }

  /** Events per second at which every core is busy. */
  public double limit() {
    return cores * SECOND / micros;
  }
}
