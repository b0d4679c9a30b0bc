package io.streamproc.consumer.health;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.streamproc.core.metrics.Bounds;
import io.streamproc.stores.EventSink;
import io.streamproc.stores.Remedy;
import io.streamproc.stores.SinkBatch;
import io.streamproc.stores.StoreBehindException;
import io.streamproc.stores.StoreException;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** Measures each attempt to store a batch, and counts those that fail by cause. */
public final class MeteredSink implements EventSink {
  private static final String BEHIND = "behind";

  private final EventSink sink;
  private final Timer attempts;
  private final Map<String, Counter> failures = new TreeMap<>();

  /**
   * @param role value of the label {@code role}
   */
  public MeteredSink(EventSink sink, MeterRegistry registry, String role) {
    this.sink = sink;
    attempts =
        Timer.builder("streamproc.consumer.store.attempt")
            .description("duration of one attempt to store a batch or a part of it")
            .serviceLevelObjectives(Bounds.request())
            .tag("role", role)
            .register(registry);
    for (String cause : List.of("unavailable", "too-large", "refused", "unknown", BEHIND)) {
      failures.put(
          cause,
          Counter.builder("streamproc.consumer.store.failures")
              .description("attempts to store a batch or a part of it that failed, by cause")
              .tags("role", role, "cause", cause)
              .register(registry));
    }
  }

  @Override
  public Future<Void> open() {
    return sink.open();
  }

  @Override
  public Future<Integer> store(SinkBatch batch) {
    long began = System.nanoTime();
    return sink.store(batch)
        .onFailure(e -> failures.get(cause(e)).increment())
        .onComplete(done -> attempts.record(System.nanoTime() - began, TimeUnit.NANOSECONDS));
  }

  private static String cause(Throwable e) {
    if (e instanceof StoreBehindException) {
      return BEHIND;
    }
    return switch (e instanceof StoreException store ? store.remedy() : Remedy.WAIT) {
      case WAIT -> "unavailable";
      case SMALLER -> "too-large";
      case NONE -> "refused";
      case UNKNOWN -> "unknown";
    };
  }

  /** Attempts that have failed; those of a whole batch are repeated, or its parts are tried. */
  public double failures() {
    return failures.values().stream().mapToDouble(Counter::count).sum();
  }

  @Override
  public Future<Boolean> takesWrites(SinkBatch batch) {
    return sink.takesWrites(batch);
  }

  @Override
  public Future<Void> close() {
    return sink.close();
  }
}
