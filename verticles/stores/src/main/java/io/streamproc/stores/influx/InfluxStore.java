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

  /** Longer than a consumer that has lost its partitions goes on: its session is 5 min at most. */
  private static final Duration SETTLED = Duration.ofMinutes(10);

  private InfluxStore() {}

  public static EventSink sink(Vertx vertx, InfluxSettings settings) {
    return sink(vertx, settings, CHECK_EVERY, SETTLED);
  }

  /**
   * @param checkEvery time between two checks of the database or table
   * @param settled time until the rollups of earlier points are made
   */
  static EventSink sink(
      Vertx vertx, InfluxSettings settings, Duration checkEvery, Duration settled) {
    HttpQueries http = new HttpQueries(vertx, settings);
    QueryLanguage language = language(vertx, settings, http, settled);
    return new InfluxSink(
        settings,
        http,
        language.schema(),
        () -> new WriteClient(vertx, settings),
        language::rollups,
        checkEvery);
  }

  public static SeriesReader reader(Vertx vertx, InfluxSettings settings) {
    return language(vertx, settings, new HttpQueries(vertx, settings), SETTLED)
        .reader(new HttpQueries(vertx, settings));
  }

  /** Creates an audit, which reads the stored events one by one. */
  public static StoreAudit audit(Vertx vertx, InfluxSettings settings) {
    HttpQueries http = new HttpQueries(vertx, settings);
    return new InfluxAudit(
        settings,
        http,
        language(vertx, settings, http, SETTLED).pages(),
        new InfluxFaults(settings));
  }

  private static QueryLanguage language(
      Vertx vertx, InfluxSettings settings, HttpQueries http, Duration settled) {
    return switch (settings.dialect()) {
      case INFLUXQL -> new InfluxQl(vertx, settings, http, settled);
      case QUESTDB -> new QuestDb(vertx, settings, http);
    };
  }
}
