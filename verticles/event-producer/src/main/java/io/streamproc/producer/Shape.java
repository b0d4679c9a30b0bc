package io.streamproc.producer;

/** How generated amounts run in time; all lie in [0, 10) and have at most three decimals. */
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
