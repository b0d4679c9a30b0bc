package io.streamproc.aggregator;

import io.streamproc.core.series.SeriesName;
import io.streamproc.core.settings.Settings;
import io.streamproc.stores.SeriesReader;
import io.streamproc.stores.influx.InfluxStore;
import io.streamproc.stores.influx.shared.InfluxSettings;
import io.streamproc.stores.timescale.TimescaleSettings;
import io.streamproc.stores.timescale.TimescaleStore;
import io.vertx.core.Vertx;
import java.util.Map;
import java.util.function.Function;

/**
 * @param settings settings of the aggregator itself
 * @param readers creates the reader of a series; contains every series
 */
public record AggregatorConfig(
    AggregatorSettings settings, Map<SeriesName, Function<Vertx, SeriesReader>> readers) {

  public AggregatorConfig {
    readers = Map.copyOf(readers);
  }

  public static AggregatorConfig read(Settings s) {
    TimescaleSettings timescale = TimescaleSettings.read(s);
    InfluxSettings influx = InfluxSettings.read(s);
    return new AggregatorConfig(
        AggregatorSettings.read(s),
        Map.of(
            SeriesName.HIGH, vertx -> TimescaleStore.reader(vertx, timescale),
            SeriesName.LOW, vertx -> InfluxStore.reader(vertx, influx)));
  }
}
