package io.streamproc.stores.timescale;

import io.streamproc.core.series.Bucket;
import io.streamproc.core.series.Step;
import io.streamproc.core.series.TimeRange;
import io.streamproc.stores.SeriesReader;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads from the rollups where they are up to date and from the events otherwise, so the result
 * equals that of the events alone, including late events.
 */
public final class TimescaleReader implements SeriesReader {
  private static final Logger LOG = LoggerFactory.getLogger(TimescaleReader.class);

  private final TimescaleSettings settings;
  private final Pool pool;
  private final Pool pings;
  private final ReadSql sql;
  private final PgFaults faults;
  private boolean rollups;
  private boolean pending;

  TimescaleReader(Vertx vertx, TimescaleSettings settings) {
    this.settings = settings;
    pool = Connections.pool(vertx, settings);
    pings = Connections.single(vertx, settings);
    sql = new ReadSql(settings.schema());
    faults = new PgFaults(settings.address());
  }

  @Override
  public Future<Void> open() {
    return new TimescaleSchema(pool, settings)
        .ensureReadable()
        .compose(this::probe)
        .compose(
            able -> {
              rollups = able;
              return Future.<Void>succeededFuture();
            },
            e -> Future.failedFuture(faults.transientFailure(e)));
  }

  /** Whether TimescaleDB's internal change logs can be read; otherwise rollups are not used. */
  private Future<Boolean> probe(TimescaleSchema.Kind kind) {
    if (kind != TimescaleSchema.Kind.FULL) {
      return Future.succeededFuture(false);
    }
    return pool.query(ReadSql.HAS_PENDING)
        .execute()
        .compose(
            found -> {
              pending = found.iterator().next().getBoolean("found");
              return stale(new TimeRange(0, 1));
            })
        .map(true)
        .otherwise(
            e -> {
              LOG.warn(
                  "{}: rollups are not used, because their stale ranges can't be read: {}",
                  settings.address(),
                  e.getMessage());
              return false;
            });
  }

  @Override
  public Future<List<Bucket>> read(TimeRange range, Step step) {
    return plan(range, step)
        .compose(segments -> query(segments, range, step))
        .recover(e -> Future.failedFuture(faults.transientFailure(e)));
  }

  private Future<List<Segment>> plan(TimeRange range, Step step) {
    return rollups && ReadPlan.helps(step)
        ? stale(range).map(stale -> ReadPlan.of(range, step, stale))
        : Future.succeededFuture(List.of(new Segment(null, range)));
  }

  private Future<Map<Rollup, List<TimeRange>>> stale(TimeRange range) {
    return pool.preparedQuery(sql.stale(pending))
        .execute(Tuple.of(range.from() * 1_000, range.to() * 1_000))
        .map(TimescaleReader::stale);
  }

  private static Map<Rollup, List<TimeRange>> stale(RowSet<Row> rows) {
    Map<Rollup, List<TimeRange>> stale = new EnumMap<>(Rollup.class);
    for (Row row : rows) {
      Rollup rollup = Rollup.ofView(row.getString("view"));
      if (rollup != null) {
        // From microseconds with an inclusive end to milliseconds, half open.
        long from = Math.floorDiv(row.getLong("low"), 1_000L);
        long to = Math.floorDiv(row.getLong("high"), 1_000L) + 1;
        stale.computeIfAbsent(rollup, r -> new ArrayList<>()).add(new TimeRange(from, to));
      }
    }
    return stale;
  }

  private Future<List<Bucket>> query(List<Segment> segments, TimeRange range, Step step) {
    List<Object> limits = new ArrayList<>();
    for (Segment segment : segments) {
      limits.add(time(segment.range().from()));
      limits.add(time(segment.range().to()));
    }
    limits.add(time(range.from()));
    limits.add(time(range.to()));
    return pool.preparedQuery(sql.read(segments, Duration.ofMillis(step.millis())))
        .execute(Tuple.from(limits))
        .map(TimescaleReader::buckets);
  }

  private static OffsetDateTime time(long millis) {
    return Instant.ofEpochMilli(millis).atOffset(ZoneOffset.UTC);
  }

  private static List<Bucket> buckets(RowSet<Row> rows) {
    List<Bucket> buckets = new ArrayList<>(rows.size());
    for (Row row : rows) {
      buckets.add(
          new Bucket(
              row.getLong("start"),
              row.getLong("count"),
              row.getDouble("sum"),
              row.getDouble("min"),
              row.getDouble("max")));
    }
    return buckets;
  }

  @Override
  public Future<Void> ping() {
    return pings
        .query("SELECT 1")
        .execute()
        .<Void>mapEmpty()
        .recover(
            e ->
                e instanceof PgException // the server has answered
                    ? Future.succeededFuture()
                    : Future.failedFuture(faults.transientFailure(e)));
  }

  @Override
  public Future<Void> close() {
    return Future.join(pool.close(), pings.close()).mapEmpty();
  }
}
