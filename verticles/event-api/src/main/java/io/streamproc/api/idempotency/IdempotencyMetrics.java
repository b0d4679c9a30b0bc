package io.streamproc.api.idempotency;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.streamproc.core.metrics.Bounds;
import java.util.concurrent.TimeUnit;

/** The meters of the slots. */
final class IdempotencyMetrics {
  private final Counter replayed;
  private final Counter fenced;
  private final Counter forgotten;
  private final Timer commit;

  IdempotencyMetrics(MeterRegistry registry) {
    replayed =
        counter(registry, "replayed", "requests answered out of what an earlier one had stored");
    fenced = counter(registry, "fenced", "times that another instance took a slot from this one");
    forgotten = counter(registry, "keys.forgotten", "keys forgotten before their window was over");
    commit =
        Timer.builder("streamproc.event-api.commit")
            .description("from the beginning of a transaction with keyed requests to its commit")
            .serviceLevelObjectives(Bounds.request())
            .register(registry);
  }

  private static Counter counter(MeterRegistry registry, String name, String meaning) {
    return Counter.builder("streamproc.event-api." + name).description(meaning).register(registry);
  }

  void replayed() {
    replayed.increment();
  }

  void fenced() {
    fenced.increment();
  }

  void forgotten(long count) {
    forgotten.increment(count);
  }

  void committed(long nanos) {
    commit.record(nanos, TimeUnit.NANOSECONDS);
  }
}
