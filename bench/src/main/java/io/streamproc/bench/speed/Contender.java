package io.streamproc.bench.speed;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.HdrHistogram.Histogram;

/**
 * Something whose speed is measured: a yardstick, or what is compared with it. Its methods are
 * called by one thread and may block.
 */
public interface Contender extends AutoCloseable {
  /** Its name in the table, such as {@code event-api, keyed}. */
  String name();

  /** Starts its processes; returns when it is ready. By default there is nothing to start. */
  default void start() throws Exception {}

  /** Loads it without measurement until its code is compiled. By default as {@link #load}. */
  default void warmUp(Duration length) throws Exception {
    load(length);
  }

  /**
   * Loads it as much as it can take, and measures it.
   *
   * @param length how long; a contender with a fixed amount of work does that instead
   */
  Sample load(Duration length) throws Exception;

  /**
   * Loads it at a constant rate, open loop: each event has an intended time, and its latency counts
   * from that time even if it was sent later, see {@link OpenLoop}. Empty, which is the default, if
   * the case does not measure latency.
   *
   * @param rate events per second
   * @return latencies in microseconds
   */
  default Optional<Histogram> latency(double rate, Duration length) throws Exception {
    return Optional.empty();
  }

  /** Stops what {@link #start} has started. By default nothing. */
  @Override
  default void close() throws IOException {}
}
