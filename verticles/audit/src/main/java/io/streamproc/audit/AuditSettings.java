package io.streamproc.audit;

import io.streamproc.consumer.ConsumerSettings;
import io.streamproc.core.kafka.KafkaSettings;
import io.streamproc.core.series.SeriesName;
import io.streamproc.core.settings.Settings;
import io.streamproc.stores.StoreAudit;
import io.streamproc.stores.influx.InfluxStore;
import io.streamproc.stores.influx.shared.InfluxSettings;
import io.streamproc.stores.timescale.TimescaleSettings;
import io.streamproc.stores.timescale.TimescaleStore;
import io.vertx.core.Vertx;
import java.util.EnumMap;
import java.util.Map;

/**
 * The settings of the roles that an audit needs: Kafka, the consumers and both stores.
 *
 * @param kafka its topics
 * @param consumer the threshold, and the names of the consumer groups
 * @param timescale the store of the high series
 * @param influx the store of the low series
 */
public record AuditSettings(
    KafkaSettings kafka,
    ConsumerSettings consumer,
    TimescaleSettings timescale,
    InfluxSettings influx) {

  public static AuditSettings read(Settings s) {
    return new AuditSettings(
        KafkaSettings.read(s),
        ConsumerSettings.read(s),
        TimescaleSettings.read(s),
        InfluxSettings.read(s));
  }

  /** Both stores, ready to be read; each connects at its first use. */
  public Map<SeriesName, StoreAudit> stores(Vertx vertx) {
    Map<SeriesName, StoreAudit> stores = new EnumMap<>(SeriesName.class);
    stores.put(SeriesName.HIGH, TimescaleStore.audit(vertx, timescale));
    stores.put(SeriesName.LOW, InfluxStore.audit(vertx, influx));
    return stores;
  }
}
