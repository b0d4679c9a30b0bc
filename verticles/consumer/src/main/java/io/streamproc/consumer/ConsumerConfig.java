package io.streamproc.consumer;

import io.streamproc.core.kafka.KafkaSettings;
import io.streamproc.core.series.SeriesName;
import io.streamproc.stores.EventSink;
import io.vertx.core.Vertx;
import java.util.function.Function;

/**
 * The configuration of one consumer: its side, its store, and the shared settings.
 *
 * @param series the series that is stored
 * @param store the store's name for logs and readiness, such as "TimescaleDB at localhost:5432"
 * @param sink creates the store's sink
 */
public record ConsumerConfig(
    SeriesName series,
    KafkaSettings kafka,
    ConsumerSettings consumer,
    String store,
    Function<Vertx, EventSink> sink) {

  /** The role's name: {@code consumer-high} or {@code consumer-low}. */
  public String role() {
    return "consumer-" + series.id();
  }
}
