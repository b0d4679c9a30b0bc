package io.streamproc.stores.influx;

import io.streamproc.stores.EventSink;
import io.streamproc.stores.SeriesReader;
import io.streamproc.stores.StoreAudit;
import io.vertx.core.Vertx;
import java.time.Duration;

/** Both sides of the store, as the settings' dialect says. Neither connects before it is opened. */
public final class InfluxStore {
  private static final Duration LOOK_EVERY = Duration.ofSeconds(5);

  private InfluxStore() {}

  public static EventSink sink(Vertx vertx, InfluxSettings settings) {
    return sink(vertx, settings, LOOK_EVERY);
  }

  /**
   * @param lookEvery time between two looks at what is written into
   */
  static EventSink sink(Vertx vertx, InfluxSettings settings, Duration lookEvery) {
    HttpQueries http = new HttpQueries(vertx, settings);
    InfluxFaults faults = new InfluxFaults(settings);
    StoreSchema schema =
        switch (settings.dialect()) {
          case INFLUXQL -> new InfluxSchema(settings, http, faults);
          case QUESTDB -> new QuestDbSchema(settings, new QuestDbQueries(http, faults), faults);
        };
    return new InfluxSink(
        settings, http, schema, () -> new WriteClient(vertx, settings), lookEvery);
  }

  public static SeriesReader reader(Vertx vertx, InfluxSettings settings) {
    HttpQueries http = new HttpQueries(vertx, settings);
    HttpQueries pings = new HttpQueries(vertx, settings);
    return switch (settings.dialect()) {
      case INFLUXQL -> new InfluxReader(settings, http, pings);
      case QUESTDB -> new QuestDbReader(vertx, settings, http, pings);
    };
  }

  /** What is stored, event by event. */
  public static StoreAudit audit(Vertx vertx, InfluxSettings settings) {
    HttpQueries http = new HttpQueries(vertx, settings);
    InfluxFaults faults = new InfluxFaults(settings);
    PointPages pages =
        switch (settings.dialect()) {
          case INFLUXQL -> new InfluxPages(settings, http, faults);
          case QUESTDB -> {
            QuestDbQueries queries = new QuestDbQueries(http, faults);
            QuestDbLog log = new QuestDbLog(vertx, settings, queries, faults);
            yield new QuestDbPages(settings, queries, log);
          }
        };
    return new InfluxAudit(settings, http, pages, faults);
  }
}
