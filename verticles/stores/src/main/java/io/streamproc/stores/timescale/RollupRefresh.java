package io.streamproc.stores.timescale;

import io.streamproc.core.series.TimeRange;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the rollups of a plain table up to date, see {@link PlainRollupSql}. Several processes may
 * do so concurrently: one refreshes, the others find nothing to do. The latest events come first, a
 * limited number in each transaction, so a database of an earlier version is usable at once while
 * the rollups of its events are made.
 */
final class RollupRefresh {
  private static final Logger LOG = LoggerFactory.getLogger(RollupRefresh.class);

  /** Time between a change of the events and the refresh. */
  private static final Duration DELAY = Duration.ofSeconds(5);

  /** Finds changes of others, such as an operator. */
  private static final Duration CHECK_EVERY = Duration.ofMinutes(1);

  /** Events aggregated in one transaction: about a quarter of a second. */
  private static final int MAX_EVENTS = 200_000;

  /** Records of changes looked at in one transaction; most of them overlap. */
  private static final int MAX_TAKEN = 5_000;

  /** Ranges refreshed in one transaction. */
  private static final int MAX_RANGES = 200;

  private final Vertx vertx;
  private final Pool pool;
  private final PlainRollupSql sql;
  private final int maxEvents;
  private boolean started;
  private long timer = -1;
  private long dueAt = Long.MAX_VALUE;

  RollupRefresh(Vertx vertx, Pool pool, String schema) {
    this(vertx, pool, schema, MAX_EVENTS);
  }

  RollupRefresh(Vertx vertx, Pool pool, String schema, int maxEvents) {
    this.vertx = vertx;
    this.pool = pool;
    sql = new PlainRollupSql(schema);
    this.maxEvents = maxEvents;
  }

  void start() {
    if (!started) {
      started = true;
      runIn(DELAY);
    }
  }

  void stop() {
    started = false;
    vertx.cancelTimer(timer);
  }

  /** Called after events were stored. */
  void changed() {
    runIn(DELAY);
  }

  /** Brings the next refresh forward; never delays it. */
  private void runIn(Duration delay) {
    long due = System.nanoTime() + delay.toNanos();
    if (!started || due - dueAt > 0 && dueAt != Long.MAX_VALUE) {
      return;
    }
    vertx.cancelTimer(timer);
    dueAt = due;
    timer = vertx.setTimer(Math.max(1, delay.toMillis()), t -> refresh());
  }

  private void refresh() {
    long begin = System.nanoTime();
    dueAt = Long.MAX_VALUE;
    step()
        .onComplete(
            unfinished -> {
              Duration took = Duration.ofNanos(System.nanoTime() - begin);
              if (!started) {
                return;
              }
              if (unfinished.failed() && PgFaults.isMissing(unfinished.cause())) {
                LOG.info("the rollups are no longer refreshed: {}", unfinished.cause().toString());
                stop(); // the table has become a hypertable; the next opening says so
              } else if (unfinished.failed()) {
                LOG.warn("could not refresh the rollups: {}", unfinished.cause().toString());
                runIn(DELAY);
              } else {
                runIn(unfinished.result() ? took : CHECK_EVERY);
              }
            });
  }

  /**
   * Refreshes a part of the stale ranges, in one transaction.
   *
   * @return whether stale ranges are left
   */
  Future<Boolean> step() {
    return pool.withTransaction(
        connection ->
            connection
                .query(sql.tryLock())
                .execute()
                .compose(
                    rows ->
                        rows.iterator().next().getBoolean("locked")
                            ? locked(connection)
                            : Future.succeededFuture(false)));
  }

  private Future<Boolean> locked(SqlConnection connection) {
    return connection
        .preparedQuery(sql.take())
        .execute(Tuple.of((long) MAX_TAKEN))
        .compose(
            rows -> {
              List<TimeRange> stale = new ArrayList<>();
              boolean more = false;
              for (Row row : rows) {
                stale.add(Ranges.of(row));
                more = row.getLong("taken") == MAX_TAKEN;
              }
              boolean unfinished = more;
              return refresh(connection, Ranges.merged(stale, Rollup.values()[0].width()))
                  .map(left -> left || unfinished);
            });
  }

  /** Ranges to refresh now, the latest first, and those that are left for later. */
  private record Choice(List<TimeRange> now, List<TimeRange> later) {}

  private Future<Boolean> refresh(SqlConnection connection, List<TimeRange> stale) {
    Choice choice = new Choice(new ArrayList<>(), new ArrayList<>());
    return choose(connection, stale, stale.size() - 1, maxEvents, choice)
        .compose(v -> batch(connection, sql.giveBack(), choice.later()))
        .compose(v -> aggregate(connection, choice.now(), 0))
        .map(v -> !choice.later().isEmpty());
  }

  /**
   * @param at index of the next range to choose; later ranges come first
   * @param budget number of events that may still be aggregated
   */
  private Future<Void> choose(
      SqlConnection connection, List<TimeRange> stale, int at, int budget, Choice choice) {
    if (at < 0) {
      return Future.succeededFuture();
    }
    if (budget <= 0 || choice.now().size() == MAX_RANGES) {
      choice.later().addAll(stale.subList(0, at + 1));
      return Future.succeededFuture();
    }
    TimeRange range = stale.get(at);
    return connection
        .preparedQuery(sql.latest())
        .execute(Ranges.tuple(range).addLong((long) budget))
        .compose(
            rows -> {
              Row row = rows.iterator().next();
              int events = row.getLong("events").intValue();
              divide(range, events < budget ? range.from() : row.getLong("earliest"), choice);
              return choose(connection, stale, at - 1, budget - events, choice);
            });
  }

  /** Refreshes the range now from the bucket of {@code from} on. */
  private static void divide(TimeRange range, long from, Choice choice) {
    long width = Rollup.values()[0].width().toMillis();
    long begin = Math.max(range.from(), Math.floorDiv(from, width) * width);
    choice.now().add(new TimeRange(begin, range.to()));
    if (range.from() < begin) {
      choice.later().add(new TimeRange(range.from(), begin));
    }
  }

  /** Refreshes the rollup of this index, and then the coarser ones from it. */
  private Future<Void> aggregate(SqlConnection connection, List<TimeRange> ranges, int index) {
    if (index == Rollup.values().length) {
      return Future.succeededFuture();
    }
    Rollup rollup = Rollup.values()[index];
    List<TimeRange> whole = Ranges.merged(ranges, rollup.width());
    return batch(connection, sql.clear(rollup), whole)
        .compose(v -> batch(connection, sql.fill(rollup), whole))
        .compose(v -> aggregate(connection, whole, index + 1));
  }

  private static Future<Void> batch(
      SqlConnection connection, String statement, List<TimeRange> ranges) {
    return ranges.isEmpty()
        ? Future.succeededFuture()
        : connection
            .preparedQuery(statement)
            .executeBatch(ranges.stream().<Tuple>map(Ranges::tuple).toList())
            .mapEmpty();
  }
}
