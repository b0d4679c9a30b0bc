package io.streamproc.bench.speed;

import io.streamproc.bench.measure.Summary;
import java.util.Locale;

/** The machine is too noisy: the yardstick's own rates differ too much to compare anything with. */
public final class TooNoisyException extends Exception {
  /** The largest spread of a yardstick that is reported, as a part of its median. */
  public static final double LIMIT = 0.15;

  private static final long serialVersionUID = 1;

  private TooNoisyException(String message) {
    super(message);
  }

  /**
   * Checks the rates of a yardstick.
   *
   * @param yardstick its name and load
   * @throws TooNoisyException if their spread is above {@link #LIMIT}; its message is one line
   */
  public static void check(String yardstick, Summary rate) throws TooNoisyException {
    if (!(rate.spread() <= LIMIT)) { // also if it is NaN
      throw new TooNoisyException(
          String.format(
              Locale.ROOT,
              "too noisy to report: the rates of the yardstick (%s) spread over %.0f %%, limit"
                  + " %.0f %%: lowest %s/s, highest %s/s",
              yardstick,
              rate.spread() * 100,
              LIMIT * 100,
              Figures.number(rate.lowest()),
              Figures.number(rate.highest())));
    }
  }
}
