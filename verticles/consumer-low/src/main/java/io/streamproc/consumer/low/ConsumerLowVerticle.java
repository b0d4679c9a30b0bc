package io.streamproc.consumer.low;

import io.streamproc.consumer.ConsumerConfig;
import io.streamproc.consumer.ConsumerSettings;
import io.streamproc.consumer.ConsumerVerticle;
import io.streamproc.core.kafka.KafkaSettings;
import io.streamproc.core.role.RoleContext;
import io.streamproc.core.series.SeriesName;
import io.streamproc.core.settings.Settings;
import io.streamproc.stores.influx.InfluxStore;
import io.streamproc.stores.influx.shared.InfluxSettings;

/** Stores amounts up to the threshold in InfluxDB. */
public final class ConsumerLowVerticle extends ConsumerVerticle {
  /** Used when the verticle is started by class name. */
  public ConsumerLowVerticle() {
    super(ConsumerLowVerticle::read);
  }

  /** Used by the launcher and by tests. */
  public ConsumerLowVerticle(ConsumerConfig config, RoleContext role) {
    super(config, role);
  }

  /** This consumer's settings: of Kafka, of consumers and of the store. */
  public static ConsumerConfig read(Settings s) {
    InfluxSettings store = InfluxSettings.read(s);
    return new ConsumerConfig(
        SeriesName.LOW,
        KafkaSettings.read(s),
        ConsumerSettings.read(s),
        "InfluxDB at " + store.address(),
        vertx -> InfluxStore.sink(vertx, store));
  }
}
