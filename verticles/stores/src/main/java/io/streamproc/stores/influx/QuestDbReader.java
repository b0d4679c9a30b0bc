package io.streamproc.stores.influx;

import io.streamproc.core.series.Bucket;
import io.streamproc.core.series.Step;
import io.streamproc.core.series.TimeRange;
import io.streamproc.stores.SeriesReader;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Reads in SQL. QuestDB acknowledges a write when it is durable in its log, and applies it to the
 * table a moment later; reading waits for that moment, so that what was stored before is seen.
 */
public final class QuestDbReader implements SeriesReader {
  private static final Duration PAUSE = Duration.ofMillis(10);
  private static final long NANOS_PER_MILLI = 1_000_000;

  private final Vertx vertx;
  private final InfluxSettings settings;
  private final HttpQueries http;
  private final QuestDbQueries queries;
  private final InfluxFaults faults;
  private final StoreSchema schema;

  QuestDbReader(Vertx vertx, InfluxSettings settings, HttpQueries http) {
    this.vertx = vertx;
    this.settings = settings;
    this.http = http;
    faults = new InfluxFaults(settings.url());
    queries = new QuestDbQueries(http, faults);
    schema = new QuestDbSchema(settings, queries);
  }

  @Override
  public Future<Void> open() {
    return schema.ensure().recover(e -> Future.failedFuture(faults.passing(e)));
  }

  @Override
  public Future<List<Bucket>> read(TimeRange range, Step step) {
    return log()
        .compose(log -> applied(log, log.written(), deadline()))
        .compose(v -> queries.run(query(range, step)))
        .map(rows -> rows.stream().map(QuestDbReader::bucket).toList())
        .recover(e -> Future.failedFuture(faults.passing(e)));
  }

  /**
   * State of the table's log.
   *
   * @param applied transactions that the table has
   * @param written transactions that are durable
   * @param suspended true if the server gave up applying them
   */
  private record Log(long applied, long written, boolean suspended) {}

  private Future<Log> log() {
    return queries
        .run(
            "SELECT writerTxn, sequencerTxn, suspended FROM wal_tables() WHERE name = '%s'"
                .formatted(settings.measurement()))
        .map(
            rows ->
                rows.isEmpty()
                    ? new Log(0, 0, false)
                    : new Log(
                        rows.get(0).getLong(0), rows.get(0).getLong(1), rows.get(0).getBoolean(2)));
  }

  private long deadline() {
    return System.nanoTime() + settings.queryTimeout().toNanos();
  }

  /** Only what was written when the reading began: under load the log's end never stands still. */
  private Future<Void> applied(Log log, long written, long deadline) {
    if (log.applied() >= written) {
      return Future.succeededFuture();
    }
    if (log.suspended() || System.nanoTime() > deadline) {
      return Future.failedFuture(
          faults.passing(
              200, "table %s has not applied its log: %s".formatted(settings.measurement(), log)));
    }
    return vertx
        .timer(PAUSE.toMillis())
        .compose(t -> log())
        .compose(now -> applied(now, written, deadline));
  }

  private String query(TimeRange range, Step step) {
    return """
        SELECT cast(timestamp AS LONG), count, sum, min, max FROM (
          SELECT timestamp, count() AS count, sum(%1$s) AS sum, min(%1$s) AS min, max(%1$s) AS max
          FROM "%2$s" WHERE timestamp >= '%3$s' AND timestamp < '%4$s'
          SAMPLE BY %5$s ALIGN TO CALENDAR)"""
        .formatted(
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
  public Future<Void> close() {
    return http.close();
  }
}
