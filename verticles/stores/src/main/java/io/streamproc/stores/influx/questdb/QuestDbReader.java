package io.streamproc.stores.influx.questdb;

import io.streamproc.core.series.Bucket;
import io.streamproc.core.series.Step;
import io.streamproc.core.series.TimeRange;
import io.streamproc.stores.SeriesReader;
import io.streamproc.stores.influx.shared.HttpQueries;
import io.streamproc.stores.influx.shared.InfluxFaults;
import io.streamproc.stores.influx.shared.InfluxSettings;
import io.streamproc.stores.influx.shared.LineProtocol;
import io.streamproc.stores.influx.shared.StoreSchema;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Reads in SQL. Includes everything stored before the call. */
final class QuestDbReader implements SeriesReader {
  private static final long NANOS_PER_MILLI = 1_000_000;

  private final InfluxSettings settings;
  private final HttpQueries http;
  private final HttpQueries pings;
  private final QuestDbQueries queries;
  private final QuestDbLog log;
  private final InfluxFaults faults;
  private final StoreSchema schema;

  QuestDbReader(Vertx vertx, InfluxSettings settings, HttpQueries http, HttpQueries pings) {
    this.settings = settings;
    this.http = http;
    this.pings = pings;
    faults = new InfluxFaults(settings);
    queries = new QuestDbQueries(http, faults);
    log = new QuestDbLog(vertx, settings, queries, faults);
    schema = new QuestDbSchema(settings, queries, faults);
  }

  @Override
  public Future<Void> open() {
    return schema.ensure().recover(e -> Future.failedFuture(faults.transientFailure(e)));
  }

  @Override
  public Future<List<Bucket>> read(TimeRange range, Step step) {
    return log.applied()
        .compose(v -> queries.run(query(range, step)))
        .map(rows -> rows.stream().map(QuestDbReader::bucket).toList())
        .recover(e -> Future.failedFuture(faults.transientFailure(e)));
  }

  private String query(TimeRange range, Step step) {
    return String.format(
        Locale.ROOT,
        """
        SELECT cast(timestamp AS LONG), count, sum, min, max FROM (
          SELECT timestamp, count() AS count, sum(%1$s) AS sum, min(%1$s) AS min, max(%1$s) AS max
          FROM "%2$s" WHERE timestamp >= '%3$s' AND timestamp < '%4$s'
          SAMPLE BY %5$s ALIGN TO CALENDAR)""",
        LineProtocol.FIELD,
        settings.measurement(),
        Instant.ofEpochMilli(range.from()),
        Instant.ofEpochMilli(range.to()),
        step.id());
  }

  private static Bucket bucket(JsonArray row) {
    return new Bucket(
        row.getLong(0) / NANOS_PER_MILLI,
        row.getLong(1),
        row.getDouble(2),
        row.getDouble(3),
        row.getDouble(4));
  }

  @Override
  public Future<Void> ping() {
    // Not /ping: QuestDB 9.3.4 may close the connection without answering it.
    return pings
        .get("/exec", Map.of("query", "SELECT 1"))
        .<Void>mapEmpty()
        .recover(e -> Future.failedFuture(faults.transientFailure(e)));
  }

  @Override
  public Future<Void> close() {
    return Future.join(http.close(), pings.close()).mapEmpty();
  }
}
