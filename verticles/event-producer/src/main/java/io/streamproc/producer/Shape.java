package io.streamproc.producer;

/** Shapes of generated amounts over time; all are in [0, 10) with at most three decimals. */
public enum Shape {
  /** Every amount as likely as any other. */
  UNIFORM,
  /** A sine around 5, one wave a period, with some noise. */
  SINE,
  /** Each amount a small random step from the one before. */
  RANDOM_WALK,
  /** Quiet below 4, and once a period, for a fifth of it, loud above 6. */
  BURSTS
}
