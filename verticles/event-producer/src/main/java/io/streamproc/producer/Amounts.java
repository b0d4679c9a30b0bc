package io.streamproc.producer;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * A sequence of amounts, each in [0, 10) with at most three decimals. The same seed always gives
 * the same sequence, because only the random generator's doubles are used and those are specified
 * bit by bit.
 */
abstract class Amounts {
  static final double BOUND = 10;
  private static final double GRAIN = 1_000;

  final RandomGenerator random;

  private Amounts(long seed) {
    random = new SplittableRandom(seed);
  }

  /**
   * @param periodMillis period of the shapes that repeat, positive
   */
  static Amounts of(Shape shape, double periodMillis, long seed) {
    return switch (shape) {
      case UNIFORM -> new Uniform(seed);
      case SINE -> new Sine(periodMillis, seed);
      case RANDOM_WALK -> new RandomWalk(seed);
      case BURSTS -> new Bursts(periodMillis, seed);
    };
  }

  /**
   * @param at milliseconds since the first event, never less than in the previous call
   */
  final double next(double at) {
    return Math.floor(draw(at) * GRAIN) / GRAIN; // rounds down so that no amount becomes 10
  }

  abstract double draw(double at);

  private static final class Uniform extends Amounts {
    private Uniform(long seed) {
      super(seed);
    }

    @Override
    double draw(double at) {
      return random.nextDouble() * BOUND;
    }
  }

  /** 5 + 4 sin, with noise of less than 1 either way. */
  private static final class Sine extends Amounts {
    private final double periodMillis;

    private Sine(double periodMillis, long seed) {
      super(seed);
      this.periodMillis = periodMillis;
    }

    @Override
    double draw(double at) {
      double noise = (random.nextDouble() - 0.5) * 1.9;
      return 5 + 4 * Math.sin(2 * Math.PI * (at / periodMillis)) + noise;
    }
  }

  /** Steps of up to a quarter either way, reflected at the ends. */
  private static final class RandomWalk extends Amounts {
    private static final double TOP = 9.999;
    private double position = BOUND / 2;

    private RandomWalk(long seed) {
      super(seed);
    }

    @Override
    double draw(double at) {
      position = Math.abs(position + (random.nextDouble() - 0.5) / 2);
      if (position > TOP) {
        position = 2 * TOP - position;
      }
      return position;
    }
  }

  /**
   * One burst per period. It lasts a fifth of the period and starts at a random moment within it.
   */
  private static final class Bursts extends Amounts {
    private static final double SHARE = 0.2;

    private final double periodMillis;
    private long period = -1;
    private double start;

    private Bursts(double periodMillis, long seed) {
      super(seed);
      this.periodMillis = periodMillis;
    }

    @Override
    double draw(double at) {
      double phase = at / periodMillis;
      long now = (long) phase;
      if (now != period) {
        period = now;
        start = now + random.nextDouble() * (1 - SHARE);
      }
      boolean loud = phase >= start && phase < start + SHARE;
      double noise = random.nextDouble() * 4;
      return loud ? 6 + noise : noise;
    }
  }
}
