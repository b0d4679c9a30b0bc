package io.streamproc.api;

import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.BufferExhaustedException;
import org.apache.kafka.common.errors.RetriableException;

/**
 * The state of Kafka as observed by writes: acknowledgements, failures, requests in flight.
 * Thread-safe.
 */
final class WriterStatus {
  private final AtomicInteger inFlight = new AtomicInteger();
  private volatile boolean acknowledged; // since the last snapshot
  private volatile Exception
      fault; // since the last snapshot, or the failure that broke the producer
  private volatile boolean broken; // the producer has to be replaced

  /** Called before a request is written. */
  void started() {
    inFlight.incrementAndGet();
  }

  /** Called when Kafka has acknowledged a record. */
  void acknowledged() {
    if (!acknowledged) { // read first, so that it is written once per snapshot, not once per record
      acknowledged = true;
    }
  }

  /**
   * Called when writing a request has ended.
   *
   * @param e the failure, or null
   */
  void finished(Exception e) {
    inFlight.decrementAndGet();
    if (e == null || e instanceof BufferExhaustedException) {
      return;
    }
    if (!broken) {
      fault = e;
      broken = !(e instanceof RetriableException);
    }
  }

  /** Discards the failures of the previous producer. */
  void replaced() {
    broken = false;
    fault = null;
  }

  /** Whether the producer has to be replaced. */
  boolean isBroken() {
    return broken;
  }

  /** Returns the events since the last snapshot; for one caller, at a fixed period. */
  Snapshot snapshot() {
    Snapshot snapshot = new Snapshot(acknowledged, inFlight.get() > 0, fault, broken);
    acknowledged = false;
    if (!broken) {
      fault = null;
    }
    return snapshot;
  }

  /**
   * @param acknowledged whether Kafka acknowledged anything
   * @param waiting whether a request waits now
   * @param fault the last failure, or null
   * @param broken whether the producer has to be replaced; true until it is
   */
  record Snapshot(boolean acknowledged, boolean waiting, Exception fault, boolean broken) {
    /** Whether events can't be written, as far as is known. */
    boolean isFailing() {
      return fault != null && (broken || !acknowledged);
    }
  }
}
