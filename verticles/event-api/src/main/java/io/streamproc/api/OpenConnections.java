package io.streamproc.api;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import java.time.Duration;

/**
 * Counts the open connections of one event loop's server and records when they were last used, so
 * that a stop can wait until they are closed. Use it on that event loop only.
 */
final class OpenConnections {
  private static final long POLL_MILLIS = 20;

  private int open;
  private long lastUse = System.nanoTime();

  void opened(HttpConnection connection) {
    open++;
    connection.closeHandler(v -> open--);
  }

  /** Records that a request has arrived. */
  void used() {
    lastUse = System.nanoTime();
  }

  /**
   * Waits until the clients have closed their connections, as their next response tells them to. An
   * idle client gets no response, and closing its connection would lose a request that it is just
   * sending, so this also waits for a time without requests.
   *
   * @param quiet time without a request, from now on
   * @param most longest wait
   * @return completes when no connection is open, no request has arrived for {@code quiet}, or
   *     {@code most} has passed
   */
  Future<Void> awaitClosed(Vertx vertx, Duration quiet, Duration most) {
    long begin = System.nanoTime();
    used();
    Promise<Void> gone = Promise.promise();
    vertx.setPeriodic(
        1,
        POLL_MILLIS,
        timer -> {
          long now = System.nanoTime();
          if (open == 0 || now - lastUse >= quiet.toNanos() || now - begin >= most.toNanos()) {
            vertx.cancelTimer(timer);
            gone.complete();
          }
        });
    return gone.future();
  }
}
