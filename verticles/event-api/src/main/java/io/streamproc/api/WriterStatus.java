package io.streamproc.api;

import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.BufferExhaustedException;
import org.apache.kafka.common.errors.RetriableException;

/**
 * The state of Kafka as shown by the requests that were written to it: acknowledgements, faults,
 * requests in flight. Safe for use by many threads.
 */
final class WriterStatus {
  private final AtomicInteger inFlight = new AtomicInteger();
  private volatile boolean acknowledged; // since the last snapshot
  private volatile Exception fault; // since the last snapshot, or the one that broke the producer
  private volatile boolean broken; // only another producer can help

  /** A request is about to be written. */
  void started() {
    inFlight.incrementAndGet();
  }

  /** Kafka has acknowledged a record. */
  void acknowledged() {
    if (!acknowledged) { // read first: written once a snapshot, not once a record
      acknowledged = true;
    }
  }

  /**
   * Writing a request has ended.
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

  /** Forgets the faults of the previous producer. */
  void replaced() {
    broken = false;
    fault = null;
  }

  /** Whether only another producer can help. */
  boolean isBroken() {
    return broken;
  }

  /** What happened since the last snapshot; for one caller, at a fixed period. */
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
   * @param fault the last fault, or null
   * @param broken whether only another producer can help; true until there is one
   */
  record Snapshot(boolean acknowledged, boolean waiting, Exception fault, boolean broken) {
    /** Whether events can't be written, as far as is known. */
    boolean isFailing() {
      return fault != null && (broken || !acknowledged);
    }
  }
}
