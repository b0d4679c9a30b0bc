package io.streamproc.stores.influx.questdb;

import io.streamproc.stores.SeriesReader;
import io.streamproc.stores.influx.shared.HttpQueries;
import io.streamproc.stores.influx.shared.InfluxFaults;
import io.streamproc.stores.influx.shared.InfluxSettings;
import io.streamproc.stores.influx.shared.PointPages;
import io.streamproc.stores.influx.shared.QueryLanguage;
import io.streamproc.stores.influx.shared.StoreSchema;
import io.vertx.core.Vertx;

/** QuestDB: SQL over {@code /exec}. */
public final class QuestDb implements QueryLanguage {
  private final Vertx vertx;
  private final InfluxSettings settings;
  private final HttpQueries http;
  private final InfluxFaults faults;

  public QuestDb(Vertx vertx, InfluxSettings settings, HttpQueries http) {
    this.vertx = vertx;
    this.settings = settings;
    this.http = http;
    faults = new InfluxFaults(settings);
  }

  @Override
  public StoreSchema schema() {
    return new QuestDbSchema(settings, new QuestDbQueries(http, faults), faults);
  }

  @Override
  public SeriesReader reader(HttpQueries pings) {
    return new QuestDbReader(vertx, settings, http, pings);
  }

  @Override
  public PointPages pages() {
    QuestDbQueries queries = new QuestDbQueries(http, faults);
    return new QuestDbPages(settings, queries, new QuestDbLog(vertx, settings, queries, faults));
  }
}
