package io.streamproc.stores.timescale;

import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Retention where no policy of TimescaleDB does it: a delete now and then. Several processes may do
 * so; what one has deleted the next does not find.
 */
final class AgeLimit {
  private static final Logger LOG = LoggerFactory.getLogger(AgeLimit.class);
  private static final Duration PAUSE = Duration.ofMinutes(10);

  private final Vertx vertx;
  private final Pool pool;
  private final String delete;
  private final Duration age;
  private long timer = -1;

  /**
   * @param delete statement with the age in milliseconds as its parameter
   * @param age zero: no limit
   */
  AgeLimit(Vertx vertx, Pool pool, String delete, Duration age) {
    this.vertx = vertx;
    this.pool = pool;
    this.delete = delete;
    this.age = age;
  }

  void start() {
    if (!age.isZero() && timer < 0) {
      apply();
      timer = vertx.setPeriodic(PAUSE.toMillis(), t -> apply());
    }
  }

  private void apply() {
    pool.preparedQuery(delete)
        .execute(Tuple.of((double) age.toMillis()))
        .onSuccess(
            result -> {
              if (result.rowCount() > 0) {
                LOG.info("deleted {} events older than {}", result.rowCount(), age);
              }
            })
        .onFailure(e -> LOG.warn("could not delete events older than {}: {}", age, e.toString()));
  }

  void stop() {
    if (timer >= 0) {
      vertx.cancelTimer(timer);
      timer = -1;
    }
  }
}
