package io.streamproc.producer;

/** Shapes of generated amounts over time; all are in [0, 10) with at most three decimals. */
public enum Shape {
  /** Uniformly distributed amounts. */
  UNIFORM,
  /** A sine around 5 with some noise, one wave per period. */
  SINE,
  /** Each amount is a small random step away from the previous one. */
  RANDOM_WALK,
  /** Quiet below 4, and loud above 6 for a fifth of each period. */
  BURSTS
}
