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

/** Stores amounts above the threshold in TimescaleDB. */
public final class ConsumerHighVerticle extends ConsumerVerticle {
  /** Used when the verticle is started by class name. */
  public ConsumerHighVerticle() {
    super(ConsumerHighVerticle::read);
  }

  /** Used by the launcher and by tests. */
  public ConsumerHighVerticle(ConsumerConfig config, RoleContext role) {
    super(config, role);
  }

  /** This consumer's settings: of Kafka, of consumers and of the store. */
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
