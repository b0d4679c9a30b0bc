package io.streamproc.aggregator;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.streamproc.core.metrics.Bounds;
import io.streamproc.core.series.Bucket;
import io.streamproc.core.series.SeriesName;
import io.streamproc.core.series.Step;
import io.streamproc.core.series.TimeRange;
import io.streamproc.stores.SeriesReader;
import io.vertx.core.Future;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Measures each read of a store, and counts those that fail. */
final class MeteredReader implements SeriesReader {
  private final SeriesReader reader;
  private final Timer reads;
  private final Counter failures;

  MeteredReader(SeriesReader reader, MeterRegistry registry, SeriesName series) {
    this.reader = reader;
    reads =
        Timer.builder("streamproc.aggregator.read")
            .description("duration of one read of a store, for a query or the live updates")
            .serviceLevelObjectives(Bounds.request())
            .tag("series", series.id())
            .register(registry);
    failures =
        Counter.builder("streamproc.aggregator.read.failures")
            .description("reads of a store that failed")
            .tag("series", series.id())
            .register(registry);
  }

  @Override
  public Future<Void> open() {
    return reader.open();
  }

  @Override
  public Future<List<Bucket>> read(TimeRange range, Step step) {
    long began = System.nanoTime();
    return reader
        .read(range, step)
        .onFailure(e -> failures.increment())
        .onComplete(done -> reads.record(System.nanoTime() - began, TimeUnit.NANOSECONDS));
  }

  /** Reads that have failed. */
  double failures() {
    return failures.count();
  }

  @Override
  public Future<Void> ping() {
    return reader.ping();
  }

  @Override
  public Future<Void> close() {
    return reader.close();
  }
}
