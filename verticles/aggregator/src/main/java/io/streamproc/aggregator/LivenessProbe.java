package io.streamproc.aggregator;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * Tells a server that is slow from one that is frozen. A read that takes long is accompanied by
 * pings and fails with the first ping that fails, so a frozen server is found out within about
 * {@code limit}, while a read of a long range has all its time. No pings are sent for quick reads.
 */
final class LivenessProbe {
  /** Reads that take longer than this are accompanied by pings. */
  static final Duration GRACE = Duration.ofMillis(250);

  private final Vertx vertx;
  private final Supplier<Future<Void>> ping;
  private final Duration limit;
  private Future<Void> current;

  /**
   * @param ping sends one
   * @param limit timeout of a ping; long enough for a healthy server on a busy machine
   */
  LivenessProbe(Vertx vertx, Supplier<Future<Void>> ping, Duration limit) {
    this.vertx = vertx;
    this.ping = ping;
    this.limit = limit;
  }

  /**
   * @return the read's outcome, or the failure of a ping that was sent meanwhile
   */
  <T> Future<T> accompany(Future<T> read) {
    if (read.isComplete()) {
      return read;
    }
    Promise<T> outcome = Promise.promise();
    read.onSuccess(outcome::tryComplete).onFailure(outcome::tryFail);
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

  /** All reads share one ping at a time. */
  private Future<Void> ping() {
    if (current == null) {
      Future<Void> sent =
          ping.get().timeout(limit.toMillis(), TimeUnit.MILLISECONDS).recover(this::explain);
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
