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
   * Checks the measurements of a yardstick.
   *
   * @param yardstick its name and load
   * @param unit of the values, such as {@code /s}
   * @throws TooNoisyException if their spread is above {@link #LIMIT}; its message is one line
   */
  public static void check(String yardstick, Summary values, String unit) throws TooNoisyException {
    if (!(values.spread() <= LIMIT)) { // also if it is NaN
      throw new TooNoisyException(
          String.format(
              Locale.ROOT,
              "too noisy to report: the yardstick (%s) spreads over %.0f %% of its median, limit"
                  + " %.0f %%: %s to %s%s",
              yardstick,
              values.spread() * 100,
              LIMIT * 100,
              Figures.number(values.lowest()),
              Figures.number(values.highest()),
              unit));
    }
  }
}
