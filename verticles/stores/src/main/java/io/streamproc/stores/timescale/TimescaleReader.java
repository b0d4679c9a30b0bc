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
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads from the rollups where they are up to date and from the events otherwise, so the result
 * equals that of the events alone, including late events.
 */
public final class TimescaleReader implements SeriesReader {
  private static final Logger LOG = LoggerFactory.getLogger(TimescaleReader.class);

  private static final Duration PROBE_EVERY = Duration.ofMinutes(1);

  private final TimescaleSettings settings;
  private final Pool pool;
  private final Pool pings;
  private final ReadSql sql;
  private final PgFaults faults;
  private TimescaleSchema.Kind kind;
  private StaleRanges stale; // null: without rollups
  private long probedAt;

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
        .compose(
            found -> {
              kind = found;
              stale = null;
              return found == TimescaleSchema.Kind.HYPERTABLE ? Future.succeededFuture() : probe();
            })
        .recover(e -> Future.failedFuture(faults.transientFailure(e)));
  }

  /**
   * Looks for rollups. They are not used if their stale ranges can't be read, for example because
   * an earlier version made the schema and this user may not change it; so it looks again later.
   */
  private Future<Void> probe() {
    probedAt = System.nanoTime();
    StaleRanges found = new StaleRanges(pool, settings.schema(), kind);
    return found
        .probe()
        .onSuccess(v -> stale = found)
        .recover(
            e -> {
              LOG.warn("{}: rollups are not used: {}", settings.address(), e.getMessage());
              return Future.succeededFuture();
            });
  }

  private Future<Void> probeAgain() {
    return stale == null
            && kind != TimescaleSchema.Kind.HYPERTABLE
            && System.nanoTime() - probedAt > PROBE_EVERY.toNanos()
        ? probe()
        : Future.succeededFuture();
  }

  @Override
  public Future<List<Bucket>> read(TimeRange range, Step step) {
    return probeAgain()
        .compose(v -> plan(range, step))
        .compose(segments -> query(segments, range, step))
        .recover(e -> withoutRollups(e, range, step))
        .recover(e -> Future.failedFuture(faults.transientFailure(e)));
  }

  private Future<List<Segment>> plan(TimeRange range, Step step) {
    return stale != null && ReadPlan.helps(step)
        ? stale.in(range).map(found -> ReadPlan.of(range, step, found))
        : Future.succeededFuture(List.of(new Segment(null, range)));
  }

  /** The rollups of a plain table are gone when it becomes a hypertable. */
  private Future<List<Bucket>> withoutRollups(Throwable e, TimeRange range, Step step) {
    if (stale == null || !PgFaults.isMissing(e)) {
      return Future.failedFuture(e);
    }
    stale = null;
    return query(List.of(new Segment(null, range)), range, step);
  }

  private Future<List<Bucket>> query(List<Segment> segments, TimeRange range, Step step) {
    List<Object> limits = new ArrayList<>();
    for (Segment segment : segments) {
      limits.add(Ranges.time(segment.range().from()));
      limits.add(Ranges.time(segment.range().to()));
    }
    limits.add(Ranges.time(range.from()));
    limits.add(Ranges.time(range.to()));
    return pool.preparedQuery(sql.read(segments, Duration.ofMillis(step.millis())))
        .execute(Tuple.from(limits))
        .map(TimescaleReader::buckets);
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
