package io.streamproc.consumer.loop;

import io.streamproc.consumer.health.ConsumerMetrics;
import io.streamproc.consumer.health.LagWatch;
import io.streamproc.consumer.store.PolledRecords;
import io.streamproc.consumer.store.SortedRecords;
import io.streamproc.consumer.store.StoreStage;
import io.streamproc.core.management.Health;

/**
 * Reports a consumer's progress to its meters, its readiness, its traces and, as a hint, to the
 * event bus.
 */
public final class Progress {
  private final ConsumerMetrics metrics;
  private final LagWatch lag;
  private final Health.Part health;
  private final BatchTrace trace;
  private final HintPublisher hints;

  public Progress(
      ConsumerMetrics metrics,
      LagWatch lag,
      Health.Part health,
      BatchTrace trace,
      HintPublisher hints) {
    this.metrics = metrics;
    this.lag = lag;
    this.health = health;
    this.trace = trace;
    this.hints = hints;
  }

  /** Must be called when a turn of the loop has succeeded. */
  void running() {
    health.ready();
  }

  void read(PolledRecords records) {
    metrics.read(records.count());
    lag.read(records);
  }

  void refused(int records) {
    metrics.refused(records);
  }

  void storing(SortedRecords sorted) {
    trace.begin(sorted);
  }

  /** The batch was given up, or is read again. */
  void notStored() {
    trace.failed();
  }

  /**
   * @param nanos from the first attempt to the end
   */
  void stored(SortedRecords sorted, StoreStage.Outcome outcome, long nanos) {
    metrics.stored(sorted, outcome, nanos);
    lag.stored(sorted.read().storedUntil());
    health.ready();
    trace.stored(outcome);
  }

  /** Returns the {@code traceparent} of the stored batch, once; null if it was not traced. */
  String takeTrace() {
    return trace.take();
  }

  /**
   * Publishes a hint after store and commit, so that aggregators read the series again.
   *
   * @param traceparent the trace of the batch, or null
   */
  void hint(SortedRecords sorted, String traceparent) {
    hints.publish(sorted, traceparent);
  }
}
