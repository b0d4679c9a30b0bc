package io.streamproc.stores.influx.influxql;

import io.streamproc.stores.SeriesReader;
import io.streamproc.stores.influx.influxql.query.InfluxQlQueries;
import io.streamproc.stores.influx.influxql.rollup.InfluxQlRollups;
import io.streamproc.stores.influx.shared.HttpQueries;
import io.streamproc.stores.influx.shared.InfluxFaults;
import io.streamproc.stores.influx.shared.InfluxSettings;
import io.streamproc.stores.influx.shared.PointPages;
import io.streamproc.stores.influx.shared.PointWriter;
import io.streamproc.stores.influx.shared.QueryLanguage;
import io.streamproc.stores.influx.shared.Rollups;
import io.streamproc.stores.influx.shared.StoreSchema;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.function.Supplier;

/** InfluxDB 1.8, 2.x and 3.x, over {@code /query}. */
public final class InfluxQl implements QueryLanguage {
  private final Vertx vertx;
  private final InfluxSettings settings;
  private final HttpQueries http;
  private final Duration settled;
  private final InfluxQlQueries queries;
  private final InfluxQlSchema schema;

  /**
   * @param settled see {@link InfluxQlRollups}
   */
  public InfluxQl(Vertx vertx, InfluxSettings settings, HttpQueries http, Duration settled) {
    this.vertx = vertx;
    this.settings = settings;
    this.http = http;
    this.settled = settled;
    InfluxFaults faults = new InfluxFaults(settings);
    queries = new InfluxQlQueries(vertx, settings, http, faults);
    schema = new InfluxQlSchema(settings, http, faults);
  }

  @Override
  public StoreSchema schema() {
    return schema;
  }

  @Override
  public Rollups rollups(Supplier<PointWriter> writer) {
    return new InfluxQlRollups(vertx, settings, queries, writer, schema::hasRollups, settled);
  }

  @Override
  public SeriesReader reader(HttpQueries pings) {
    return new InfluxQlReader(settings, queries, schema, http, pings);
  }

  @Override
  public PointPages pages() {
    return new InfluxQlPages(settings, queries);
  }
}
