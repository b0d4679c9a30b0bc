package io.streamproc.auditor;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.streamproc.core.bus.Figures;

/** Counts the requests by kind and outcome. */
final class RequestOutcomes {
  static final String ANSWERED = "answered";
  static final String INVALID = "invalid";
  static final String FAILED = "failed";

  private static final String NAME = "streamproc.auditor.requests";

  private final MeterRegistry registry;

  RequestOutcomes(MeterRegistry registry) {
    this.registry = registry;
  }

  /** Requests that were answered, and those that were not although they were valid. */
  Figures figures() {
    return Figures.NONE
        .total(Figures.QUERIES, sum(ANSWERED))
        .total(Figures.QUERIES_FAILED, sum(FAILED));
  }

  private double sum(String outcome) {
    return registry.find(NAME).tag("outcome", outcome).counters().stream()
        .mapToDouble(Counter::count)
        .sum();
  }

  /** Creates the counter of a kind of requests, which begins at 0. */
  void register(String request) {
    counter(request, ANSWERED);
  }

  void count(String request, String outcome) {
    counter(request, outcome).increment();
  }

  private Counter counter(String request, String outcome) {
    return Counter.builder(NAME)
        .description("requests of the page, by kind and outcome")
        .tags("request", request, "outcome", outcome)
        .register(registry);
  }
}
