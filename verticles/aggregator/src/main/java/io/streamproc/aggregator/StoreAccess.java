package io.streamproc.aggregator;

import io.streamproc.core.management.Health;
import io.streamproc.core.retry.ContextFutures;
import io.streamproc.core.retry.Retry;
import io.streamproc.core.series.Bucket;
import io.streamproc.core.series.SeriesName;
import io.streamproc.core.series.Step;
import io.streamproc.core.series.TimeRange;
import io.streamproc.stores.SeriesReader;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The store of one series: opened in the background, with a timeout for every read. All calls come
 * from one event loop, and every result arrives there, regardless of the thread on which the store
 * completes.
 */
final class StoreAccess {
  private static final Logger LOG = LoggerFactory.getLogger(StoreAccess.class);

  private static final Duration BRIEF = Duration.ofMillis(250);
  private static final Duration PING_TIMEOUT = Duration.ofSeconds(2);

  private final SeriesName series;
  private final Vertx vertx;
  private final SeriesReader reader;
  private final LivenessProbe liveness;
  private final Duration timeout;
  private final Health.Part health;
  private boolean open;
  private boolean closing;
  private boolean failing;

  StoreAccess(
      Vertx vertx, SeriesName series, SeriesReader reader, Duration timeout, Health.Part health) {
    this.vertx = vertx;
    this.series = series;
    this.reader = reader;
    liveness = new LivenessProbe(vertx, reader::ping, PING_TIMEOUT);
    this.timeout = timeout;
    this.health = health;
  }

  /**
   * @return completes when the store is open; retries until then
   */
  Future<Void> open() {
    String operation = "open the store of series " + series.id();
    return Retry.withBackoff(vertx, operation)
        .unless(() -> closing)
        .onWait(health::notReady)
        .run(() -> ContextFutures.here(vertx, reader.open()))
        .onSuccess(
            v -> {
              open = true;
              health.ready();
            });
  }

  /**
   * Reads for the live updates. These reads are short and frequent, so a timeout means that the
   * store does not respond.
   */
  Future<List<Bucket>> read(TimeRange range, Step step) {
    return read(range, step, timeout).onFailure(this::fails);
  }

  /**
   * Reads for a request. While the store is known not to answer, the request waits for it only
   * briefly: the other series is there. A timeout here may mean that the range is long or the wait
   * short; a store that answers no ping fails the read by itself.
   *
   * @param within how long the request can wait, unless the store's own timeout is shorter
   */
  Future<List<Bucket>> query(TimeRange range, Step step, Duration within) {
    Duration most = failing ? BRIEF : timeout;
    return read(range, step, within.compareTo(most) < 0 ? within : most)
        .onFailure(
            e -> {
              if (!(e instanceof TimeoutException)) {
                fails(e);
              }
            });
  }

  private Future<List<Bucket>> read(TimeRange range, Step step, Duration most) {
    if (!open || closing) {
      return Future.failedFuture("not open");
    }
    return ContextFutures.within(vertx, most, liveness.accompany(reader.read(range, step)))
        .onSuccess(buckets -> works());
  }

  /** Whether it is open and its last read succeeded. */
  boolean answers() {
    return open && !failing && !closing;
  }

  private void works() {
    if (failing) {
      failing = false;
      LOG.info("the store of series {} answers again", series.id());
      health.ready();
    }
  }

  private void fails(Throwable e) {
    if (!open || closing) {
      return; // not open yet, or closing: both report their own failures
    }
    health.notReady("the store does not answer: " + e.getMessage());
    if (!failing) { // one line per outage, not per tick
      failing = true;
      LOG.warn("the store of series {} does not answer: {}", series.id(), e.toString());
    }
  }

  Future<Void> close() {
    closing = true;
    return reader.close();
  }
}
