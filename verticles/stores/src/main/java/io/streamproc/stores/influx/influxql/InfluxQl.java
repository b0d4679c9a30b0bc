package io.streamproc.stores.influx.influxql;

import io.streamproc.stores.SeriesReader;
import io.streamproc.stores.influx.shared.HttpQueries;
import io.streamproc.stores.influx.shared.InfluxFaults;
import io.streamproc.stores.influx.shared.InfluxSettings;
import io.streamproc.stores.influx.shared.PointPages;
import io.streamproc.stores.influx.shared.QueryLanguage;
import io.streamproc.stores.influx.shared.StoreSchema;

/** InfluxDB 1.8, 2.x and 3.x, over {@code /query}. */
public final class InfluxQl implements QueryLanguage {
  private final InfluxSettings settings;
  private final HttpQueries http;
  private final InfluxFaults faults;

  public InfluxQl(InfluxSettings settings, HttpQueries http) {
    this.settings = settings;
    this.http = http;
    faults = new InfluxFaults(settings);
  }

  @Override
  public StoreSchema schema() {
    return new InfluxQlSchema(settings, http, faults);
  }

  @Override
  public SeriesReader reader(HttpQueries pings) {
    return new InfluxQlReader(settings, http, pings);
  }

  @Override
  public PointPages pages() {
    return new InfluxQlPages(settings, http, faults);
  }
}
