package io.streamproc.bench.fuzz;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;

/** Counts the results of all cases. Thread-safe. */
final class Tally {
  private final AtomicLong accepted = new AtomicLong();
  private final AtomicLong possible = new AtomicLong();
  private final Map<String, Long> cases = new TreeMap<>();
  private final Map<String, Long> outcomes = new TreeMap<>();

  /** Counts events that the system reported as stored. */
  void accept(long events) {
    accepted.addAndGet(events);
  }

  /** Counts events whose outcome is unknown because the response is missing. */
  void mayHaveAccepted(long events) {
    possible.addAndGet(events);
  }

  /** Counts a case that is sent to this entry point. */
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

  /** Returns the number of cases by entry point. */
  synchronized Map<String, Long> cases() {
    return new TreeMap<>(cases);
  }

  /** Returns how often each outcome was seen. */
  synchronized Map<String, Long> outcomes() {
    return new TreeMap<>(outcomes);
  }
}
