package io.streamproc.web;

import io.streamproc.core.auth.Scope;
import io.streamproc.core.http.HttpSurface;
import io.streamproc.core.http.address.ClientAddress;
import io.streamproc.core.series.Step;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;

/**
 * The stream of one client. What the client does not read is held up to {@link #MOST_UNREAD}; a
 * client that falls behind by more is disconnected, and gets the current state of what it missed
 * when it connects again. For one event loop.
 */
final class UpdateStream {
  /** Bytes, besides those in the buffers of the operating system. */
  static final int MOST_UNREAD = 65_536;

  private final HttpServerRequest request;
  private final HttpServerResponse response;
  private final ClientAddress client;
  private final Step step;
  private boolean catchingUp;
  private Promise<Void> unread = Promise.promise(); // completes when the client has read enough

  /**
   * @param catchingUp whether the client still misses updates
   */
  UpdateStream(HttpServerRequest request, ClientAddress client, Step step, boolean catchingUp) {
    this.request = request;
    this.client = client;
    this.step = step;
    this.catchingUp = catchingUp;
    response = request.response().setWriteQueueMaxSize(MOST_UNREAD);
  }

  ClientAddress client() {
    return client;
  }

  Step step() {
    return step;
  }

  boolean isOpen() {
    return !response.ended() && !response.closed();
  }

  /** Whether the caller still has the scope. */
  boolean isAllowed(HttpSurface surface) {
    return surface.isAllowed(request, Scope.READ);
  }

  /**
   * Sends a live update.
   *
   * @return false if the client reads too slowly; nothing is sent then
   */
  boolean send(UpdateFrame frame) {
    return send(catchingUp ? frame.withoutId() : frame.bytes());
  }

  /** As {@link #send(UpdateFrame)}. */
  boolean send(Buffer bytes) {
    if (response.writeQueueFull()) {
      return false;
    }
    if (isOpen()) {
      response.write(bytes);
    }
    return true;
  }

  /**
   * Sends a part of what the client missed, and completes when it has read enough of it; fails when
   * it disconnects before.
   */
  Future<Void> sendMissed(UpdateFrame frame) {
    if (!isOpen()) {
      return Future.failedFuture("disconnected");
    }
    response.write(frame.withoutId());
    if (!response.writeQueueFull()) {
      return Future.succeededFuture();
    }
    unread = Promise.promise();
    response.drainHandler(v -> unread.tryComplete());
    return unread.future();
  }

  /** The client has disconnected, and reads nothing any more. */
  void closed() {
    unread.tryFail("disconnected");
  }

  /**
   * The client misses nothing any more.
   *
   * @param last an event with the id to continue from
   */
  void caughtUp(Buffer last) {
    catchingUp = false;
    send(last);
  }

  /** Ends the response. A client that does not read is disconnected. */
  Future<Void> end() {
    if (response.writeQueueFull()) {
      drop();
    }
    return isOpen() ? response.end() : Future.succeededFuture();
  }

  /** Disconnects the client and drops what it has not read. */
  void drop() {
    if (isOpen()) {
      response.reset();
    }
  }
}
