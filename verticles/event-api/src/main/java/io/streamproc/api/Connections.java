package io.streamproc.api;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import java.time.Duration;

/**
 * The open connections of one event loop's server, and when they were last used, so that it can
 * wait for them to go. For that event loop alone.
 */
final class Connections {
  private static final long LOOK_MILLIS = 20;

  private int open;
  private long lastUse = System.nanoTime();

  void opened(HttpConnection connection) {
    open++;
    connection.closeHandler(v -> open--);
  }

  /** A request has come. */
  void used() {
    lastUse = System.nanoTime();
  }

  /**
   * Waits for clients to go that have been asked to, each with its next answer. One that has
   * nothing to send does not learn of it, and a request that is under way when its connection is
   * closed is lost: so this waits for a time without requests, too.
   *
   * @param quiet without a request, from now on
   * @param most in all
   * @return completes when no connection is open, or no request came for so long, or the time is up
   */
  Future<Void> gone(Vertx vertx, Duration quiet, Duration most) {
    long begin = System.nanoTime();
    used();
    Promise<Void> gone = Promise.promise();
    vertx.setPeriodic(
        1,
        LOOK_MILLIS,
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
