package io.streamproc.consumer.high;

import io.streamproc.consumer.ConsumerConfig;
import io.streamproc.consumer.ConsumerSettings;
import io.streamproc.consumer.ConsumerVerticle;
import io.streamproc.core.kafka.KafkaSettings;
import io.streamproc.core.role.RoleContext;
import io.streamproc.core.series.SeriesName;
import io.streamproc.core.settings.Settings;
import io.streamproc.stores.timescale.TimescaleSettings;
import io.streamproc.stores.timescale.TimescaleStore;

/** Keeps amounts above the threshold in TimescaleDB. */
public final class ConsumerHighVerticle extends ConsumerVerticle {
  /** For a start by class name. */
  public ConsumerHighVerticle() {
    super(ConsumerHighVerticle::read);
  }

  /** For a start by the launcher or a test. */
  public ConsumerHighVerticle(ConsumerConfig config, RoleContext role) {
    super(config, role);
  }

  /** This consumer's settings: Kafka's, a consumer's, the store's. */
  public static ConsumerConfig read(Settings s) {
    TimescaleSettings store = TimescaleSettings.read(s);
    return new ConsumerConfig(
        SeriesName.HIGH,
        KafkaSettings.read(s),
        ConsumerSettings.read(s),
        "TimescaleDB at " + store.address(),
        vertx -> TimescaleStore.sink(vertx, store));
  }
}
