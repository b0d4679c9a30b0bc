package io.streamproc.stores.influx.influxql.rollup;

import io.streamproc.core.series.Step;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The identity of this process as a writer of rows and states, and the times of its states. Not
 * thread-safe.
 */
final class Owner {
  private static final int WRITERS = 1_000_000;
  private static final int MICROS = 1_000;
  private static final long SHORTEST = Duration.ofMinutes(15).toMillis();
  private static final int STATES_WITHIN_RETENTION = 4;

  private final long slotMillis;
  private int writer = random();

  /**
   * @param retention after which the server drops points and states, zero: never
   */
  Owner(Duration retention) {
    long part = retention.toMillis() / STATES_WITHIN_RETENTION;
    slotMillis =
        retention.isZero()
            ? Step.DAY.millis()
            : Math.max(SHORTEST, Math.min(Step.DAY.millis(), part));
  }

  private static int random() {
    return ThreadLocalRandom.current().nextInt(WRITERS);
  }

  /** See {@link RollupNames#time}. */
  int writer() {
    return writer;
  }

  /** What was written under the present number is unknown, and may yet arrive. */
  void changeWriter() {
    writer = random();
  }

  /** Time of a state that is stored now, epoch milliseconds: the begin of its slot. */
  long slot() {
    return Math.floorDiv(System.currentTimeMillis(), slotMillis) * slotMillis;
  }

  /**
   * A generation greater than another one. It follows the clock, so that it is also greater than
   * ones that are unknown.
   */
  static long generation(long after) {
    long now = System.currentTimeMillis() * MICROS + ThreadLocalRandom.current().nextInt(MICROS);
    return Math.max(after + 1, now);
  }

  /** A generation after that of any process whose clock is not an hour ahead. */
  static long lastGeneration() {
    return generation(0) + Step.HOUR.millis() * MICROS;
  }
}
