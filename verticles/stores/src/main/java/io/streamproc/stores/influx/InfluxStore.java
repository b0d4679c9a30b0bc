package io.streamproc.stores.influx;

import io.streamproc.stores.EventSink;
import io.streamproc.stores.SeriesReader;
import io.streamproc.stores.StoreAudit;
import io.streamproc.stores.influx.influxql.InfluxQl;
import io.streamproc.stores.influx.questdb.QuestDb;
import io.streamproc.stores.influx.shared.HttpQueries;
import io.streamproc.stores.influx.shared.InfluxFaults;
import io.streamproc.stores.influx.shared.InfluxSettings;
import io.streamproc.stores.influx.shared.QueryLanguage;
import io.vertx.core.Vertx;
import java.time.Duration;

/**
 * Creates sink, reader and audit for the configured dialect. They do not connect until they are
 * opened.
 */
public final class InfluxStore {
  private static final Duration CHECK_EVERY = Duration.ofSeconds(5);

  private InfluxStore() {}

  public static EventSink sink(Vertx vertx, InfluxSettings settings) {
    return sink(vertx, settings, CHECK_EVERY);
  }

  /**
   * @param checkEvery time between two checks of the database or table
   */
  static EventSink sink(Vertx vertx, InfluxSettings settings, Duration checkEvery) {
    HttpQueries http = new HttpQueries(vertx, settings);
    return new InfluxSink(
        settings,
        http,
        language(vertx, settings, http).schema(),
        () -> new WriteClient(vertx, settings),
        checkEvery);
  }

  public static SeriesReader reader(Vertx vertx, InfluxSettings settings) {
    QueryLanguage language = language(vertx, settings, new HttpQueries(vertx, settings));
    return language.reader(new HttpQueries(vertx, settings));
  }

  /** Creates an audit, which reads the stored events one by one. */
  public static StoreAudit audit(Vertx vertx, InfluxSettings settings) {
    HttpQueries http = new HttpQueries(vertx, settings);
    return new InfluxAudit(
        settings, http, language(vertx, settings, http).pages(), new InfluxFaults(settings));
  }

  private static QueryLanguage language(Vertx vertx, InfluxSettings settings, HttpQueries http) {
    return switch (settings.dialect()) {
      case INFLUXQL -> new InfluxQl(settings, http);
      case QUESTDB -> new QuestDb(vertx, settings, http);
    };
  }
}
