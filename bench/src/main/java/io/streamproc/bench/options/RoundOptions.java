package io.streamproc.bench.options;

import picocli.CommandLine.Option;

/** Number and length of the measurements of a command that compares variants in rounds. */
public final class RoundOptions {
  @Option(
      names = "--runs",
      description = "rounds that count, after one that does not (default: ${DEFAULT-VALUE})")
  private int runs;

  @Option(
      names = "--seconds",
      defaultValue = "3",
      description = "length of each measurement (default: ${DEFAULT-VALUE})")
  private int seconds;

  /**
   * @param runs the default number of rounds that count
   */
  public RoundOptions(int runs) {
    this.runs = runs;
  }

  /** The number of rounds that count. */
  public int runs() {
    return runs;
  }

  /** The length of each measurement, seconds. */
  public int seconds() {
    return seconds;
  }
}
