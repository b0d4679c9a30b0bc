package io.streamproc.api;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import java.time.Duration;

/**
 * Counts the open connections of one event loop's server and their requests, so that a stop can
 * wait until they are closed. Use it on that event loop only.
 */
final class OpenConnections {
  private static final long POLL_MILLIS = 20;

  private int open;
  private long requests;

  void opened(HttpConnection connection) {
    open++;
    connection.closeHandler(v -> open--);
  }

  /** Counts a request that has arrived. */
  void used() {
    requests++;
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
    Promise<Void> gone = Promise.promise();
    Wait wait = new Wait(quiet, most);
    vertx.setPeriodic(
        1,
        POLL_MILLIS,
        timer -> {
          if (wait.isOver(System.nanoTime())) {
            vertx.cancelTimer(timer);
            gone.complete();
          }
        });
    return gone.future();
  }

  /** One wait, which notices requests when it polls: to read the clock for each costs more. */
  private final class Wait {
    private final long quiet;
    private final long most;
    private final long begin = System.nanoTime();
    private long lastUse = begin;
    private long seen = requests;

    private Wait(Duration quiet, Duration most) {
      this.quiet = quiet.toNanos();
      this.most = most.toNanos();
    }

    private boolean isOver(long now) {
      if (seen != requests) {
        seen = requests;
        lastUse = now;
      }
      return open == 0 || now - lastUse >= quiet || now - begin >= most;
    }
  }
}
