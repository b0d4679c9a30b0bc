package io.streamproc.stores.timescale;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Retention without TimescaleDB's retention policy: deletes old events every ten minutes. Several
 * processes may do so concurrently.
 */
final class AgeLimit {
  private static final Logger LOG = LoggerFactory.getLogger(AgeLimit.class);
  private static final Duration INTERVAL = Duration.ofMinutes(10);

  private final Vertx vertx;
  private final Pool pool;
  private final Duration age;
  private long timer = -1;

  /**
   * @param age zero: no limit
   */
  AgeLimit(Vertx vertx, Pool pool, Duration age) {
    this.vertx = vertx;
    this.pool = pool;
    this.age = age;
  }

  /**
   * @param statement deletes up to {@link WriteSql#SLICE} old rows, with the age in milliseconds as
   *     its parameter; repeated while it deletes that many
   */
  void start(String statement) {
    if (!age.isZero() && timer < 0) {
      apply(statement);
      timer = vertx.setPeriodic(INTERVAL.toMillis(), t -> apply(statement));
    }
  }

  private void apply(String statement) {
    slices(statement, 0)
        .onSuccess(
            rows -> {
              if (rows > 0) {
                LOG.info("retention: {} rows or chunks were older than {}", rows, age);
              }
            })
        .onFailure(e -> LOG.warn("could not delete events older than {}: {}", age, e.toString()));
  }

  private Future<Long> slices(String statement, long before) {
    return pool.preparedQuery(statement)
        .execute(Tuple.of((double) age.toMillis()))
        .compose(
            result -> {
              long rows = before + result.rowCount();
              return result.rowCount() < WriteSql.SLICE || timer < 0
                  ? Future.succeededFuture(rows)
                  : slices(statement, rows);
            });
  }

  void stop() {
    if (timer >= 0) {
      vertx.cancelTimer(timer);
      timer = -1;
    }
  }
}
