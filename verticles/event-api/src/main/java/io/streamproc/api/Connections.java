package io.streamproc.api;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpConnection;

/** Counts the open connections of one event loop's server, so that it can wait for them to go. */
final class Connections {
  private final Promise<Void> gone = Promise.promise();
  private int open;
  private boolean awaited;

  void opened(HttpConnection connection) {
    open++;
    connection.closeHandler(v -> closed());
  }

  private void closed() {
    open--;
    checkGone();
  }

  private void checkGone() {
    if (awaited && open == 0) {
      gone.tryComplete();
    }
  }

  /** Completes when none is open, from now on. */
  Future<Void> gone() {
    awaited = true;
    checkGone();
    return gone.future();
  }
}
