package io.streamproc.bench.broken;

import io.streamproc.consumer.ConsumerConfig;
import io.streamproc.core.series.SeriesName;
import io.streamproc.stores.EventSink;
import io.streamproc.stores.timescale.TimescaleSettings;
import io.vertx.core.Vertx;
import java.util.function.Function;

/** Deliberate mistakes of a consumer. */
public enum Breakage {
  /** Commits to Kafka before the store has the batch, so events are lost. */
  COMMIT_FIRST,
  /** Stores rows in TimescaleDB without checking the positions, so events are duplicated. */
  NO_POSITIONS,
  /** Stores points in InfluxDB under a different identity each time. */
  NO_IDENTITY;

  /** Returns the same consumer with this mistake. */
  ConsumerConfig breakIt(ConsumerConfig good, TimescaleSettings timescale) {
    return new ConsumerConfig(
        good.series(),
        good.kafka(),
        good.consumer(),
        good.store() + " " + this,
        sink(good, timescale));
  }

  private Function<Vertx, EventSink> sink(ConsumerConfig good, TimescaleSettings timescale) {
    boolean high = good.series() == SeriesName.HIGH;
    return switch (this) {
      case COMMIT_FIRST -> vertx -> new CommitFirstSink(good.sink().apply(vertx));
      case NO_POSITIONS -> high ? vertx -> new NoPositionsSink(vertx, timescale) : good.sink();
      case NO_IDENTITY ->
          high ? good.sink() : vertx -> new NoIdentitySink(good.sink().apply(vertx));
    };
  }
}
