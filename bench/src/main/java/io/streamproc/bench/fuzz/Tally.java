package io.streamproc.bench.fuzz;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;

/** What all cases together achieved. Safe for use by several threads. */
final class Tally {
  private final AtomicLong accepted = new AtomicLong();
  private final AtomicLong possible = new AtomicLong();
  private final Map<String, Long> cases = new TreeMap<>();
  private final Map<String, Long> outcomes = new TreeMap<>();

  /** Events that the system said it has stored. */
  void accept(long events) {
    accepted.addAndGet(events);
  }

  /** Events of which nobody knows, because the answer did not come. */
  void mayHaveAccepted(long events) {
    possible.addAndGet(events);
  }

  /** A case is sent through this door. */
  synchronized void send(String door) {
    cases.merge(door, 1L, Long::sum);
  }

  synchronized void count(String outcome) {
    outcomes.merge(outcome, 1L, Long::sum);
  }

  long accepted() {
    return accepted.get();
  }

  long possible() {
    return possible.get();
  }

  /** Cases by door. */
  synchronized Map<String, Long> cases() {
    return new TreeMap<>(cases);
  }

  /** How often each outcome was seen. */
  synchronized Map<String, Long> outcomes() {
    return new TreeMap<>(outcomes);
  }
}
