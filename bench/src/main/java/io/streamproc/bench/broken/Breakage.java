package io.streamproc.bench.broken;

import io.streamproc.consumer.ConsumerConfig;
import io.streamproc.core.series.SeriesName;
import io.streamproc.stores.EventSink;
import io.streamproc.stores.timescale.TimescaleSettings;
import io.vertx.core.Vertx;
import java.util.function.Function;

/** Ways to get a consumer wrong. */
public enum Breakage {
  /** Commits to Kafka before the store has the batch: loses events. */
  COMMIT_FIRST,
  /** Stores without a look at what is there already: stores events again. */
  NO_POSITIONS;

  /** The same consumer, broken in this way. */
  ConsumerConfig breakIt(ConsumerConfig good, TimescaleSettings timescale) {
    return new ConsumerConfig(
        good.series(),
        good.kafka(),
        good.consumer(),
        good.store() + " " + this,
        sink(good, timescale));
  }

  private Function<Vertx, EventSink> sink(ConsumerConfig good, TimescaleSettings timescale) {
    if (this == COMMIT_FIRST) {
      return vertx -> new CommitFirstSink(good.sink().apply(vertx));
    }
    return good.series() == SeriesName.HIGH
        ? vertx -> new NoPositionsSink(vertx, timescale)
        : vertx -> new NoIdentitySink(good.sink().apply(vertx));
  }
}
