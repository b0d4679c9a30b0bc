package io.streamproc.aggregator;

import io.streamproc.core.retry.ContextFutures;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * Distinguishes a slow server from a frozen one. During a slow read it sends pings, and the read
 * fails with the first ping that fails. A frozen server is thus detected within about {@code
 * limit}, while a read of a long range may take its full time. No pings are sent during quick
 * reads.
 *
 * <p>All calls come from one event loop; every result arrives on the caller's context.
 */
final class LivenessProbe {
  /** Pings are sent during reads that take longer than this. */
  static final Duration GRACE = Duration.ofMillis(250);

  private final Vertx vertx;
  private final Supplier<Future<Void>> ping;
  private final Duration limit;
  private Future<Void> current;

  /**
   * @param ping sends a ping
   * @param limit timeout of a ping; long enough for a healthy server on a busy machine
   */
  LivenessProbe(Vertx vertx, Supplier<Future<Void>> ping, Duration limit) {
    this.vertx = vertx;
    this.ping = ping;
    this.limit = limit;
  }

  /**
   * @return the read's result, or the failure of a ping sent meanwhile
   */
  <T> Future<T> accompany(Future<T> read) {
    if (read.isComplete()) {
      return read;
    }
    Promise<T> outcome = Promise.promise();
    ContextFutures.here(vertx, read).onSuccess(outcome::tryComplete).onFailure(outcome::tryFail);
    pingUntilComplete(outcome);
    return outcome.future();
  }

  private void pingUntilComplete(Promise<?> outcome) {
    vertx.setTimer(
        GRACE.toMillis(),
        t -> {
          if (!outcome.future().isComplete()) {
            ping().onSuccess(v -> pingUntilComplete(outcome)).onFailure(outcome::tryFail);
          }
        });
  }

  /** Returns the current ping, which all reads share, or sends one. */
  private Future<Void> ping() {
    if (current == null) {
      Future<Void> sent = ContextFutures.within(vertx, limit, ping.get()).recover(this::explain);
      current = sent;
      sent.onComplete(v -> current = null);
      return sent;
    }
    return current;
  }

  private Future<Void> explain(Throwable e) {
    return Future.failedFuture(e instanceof TimeoutException ? new UnansweredException(limit) : e);
  }

  /** The server neither answered a ping nor refused the connection. */
  static final class UnansweredException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnansweredException(Duration limit) {
      super("no answer to a ping within " + limit.toMillis() + " ms", null, false, false);
    }
  }
}
