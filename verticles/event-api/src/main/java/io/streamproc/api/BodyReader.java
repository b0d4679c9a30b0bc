package io.streamproc.api;

import io.streamproc.api.request.Admission;
import io.streamproc.api.request.Refusal;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.Arrays;

/**
 * Reads one body into an array that grows with the bytes received, to at most twice their number,
 * regardless of the announced length. The ticket admits each growth before the memory is allocated.
 * After a refusal, a limited amount of the remaining body is read and discarded, because a client
 * that is still sending would not see the response if the connection were closed.
 */
final class BodyReader {
  private static final byte[] NOTHING = {};
  private static final int SMALLEST_ARRAY = 512;
  private static final long MOST_DISCARDED = 64L << 20;

  private final BodyWatch watch;
  private final HttpServerRequest request;
  private final BodyLimits limits;
  private final Promise<byte[]> result = Promise.promise();
  private Admission.Ticket ticket;
  private long cost; // without the body
  private byte[] bytes = NOTHING;
  private int size;
  private long received;
  private long startedAt;
  private long windowAt;
  private long windowFrom; // bytes received before the window
  private boolean watched;
  private boolean discarding;
  BodyReader next; // in the list of the watch
  BodyReader previous; // in the list of the watch

  /**
   * @param start when the request's head arrived, {@link System#nanoTime}
   */
  BodyReader(BodyWatch watch, HttpServerRequest request, long start) {
    this.watch = watch;
    this.request = request;
    this.startedAt = start;
    this.limits = watch.limits();
  }

  /**
   * @param length announced length of the body, or -1
   * @param ticket ticket of the request; its size follows the memory that is held
   * @return the body; or a {@link Refusal}; or another failure if the client has disconnected. The
   *     ticket is released with each failure.
   */
  Future<byte[]> read(long length, Admission.Ticket ticket) {
    this.ticket = ticket;
    this.cost = ticket.bytes();
    watch(startedAt);
    request
        .handler(chunk -> keep(chunk, length))
        .exceptionHandler(this::disconnected)
        .endHandler(v -> end());
    return result.future();
  }

  /** Reads and discards the rest, so that the connection can be reused. */
  void discard() {
    discarding = true;
    if (request.isEnded()) {
      return;
    }
    watch(System.nanoTime());
    request.handler(this::drop).exceptionHandler(this::disconnected).endHandler(v -> unwatch());
  }

  private void keep(Buffer chunk, long length) {
    int needed = size + chunk.length();
    received = needed;
    if (needed > limits.size()) {
      refuse(Refusal.tooLarge(limits.size()));
    } else if (needed > bytes.length && !grow(needed, length)) {
      refuse(Refusal.overloaded());
    } else {
      chunk.getBytes(bytes, size);
      size = needed;
    }
  }

  /** Holds memory for the old and the new array, which exist together for a moment. */
  private boolean grow(int needed, long length) {
    int wanted = Math.max(needed, Math.max(SMALLEST_ARRAY, 2 * size));
    int capacity = (int) Math.min(length >= needed ? length : limits.size(), wanted);
    long both = cost + bytes.length + capacity;
    boolean fits = needed == length ? ticket.resize(both) : ticket.resizeArriving(both);
    if (fits) {
      boolean copied = bytes.length > 0;
      bytes = Arrays.copyOf(bytes, capacity);
      if (copied) {
        ticket.resize(cost + capacity);
      }
    }
    return fits;
  }

  private void drop(Buffer chunk) {
    received += chunk.length();
    if (received > MOST_DISCARDED) {
      request.connection().close();
    }
  }

  private void watch(long now) {
    startedAt = now;
    windowAt = now;
    windowFrom = received;
    if (!watched) {
      watched = true;
      watch.add(this);
    }
  }

  private void unwatch() {
    if (watched) {
      watched = false;
      watch.remove(this);
    }
  }

  /** Checks the timeouts; called by the watch. */
  void checkTimeouts(long now) {
    if (now - startedAt > limits.total().toNanos()
        || received == 0 && now - startedAt > limits.firstByte().toNanos()) {
      tooSlow();
    } else if (now - windowAt > BodyLimits.WINDOW.toNanos()) {
      if (received - windowFrom < limits.perWindow()) {
        tooSlow();
      }
      windowAt = now;
      windowFrom = received;
    }
  }

  private void tooSlow() {
    unwatch();
    if (discarding) { // already refused, but the client is still sending
      request.connection().close();
    } else {
      fail(Refusal.tooSlow());
    }
  }

  private void refuse(Refusal refusal) {
    fail(refusal);
    discard();
  }

  private void disconnected(Throwable e) {
    unwatch();
    fail(e);
  }

  /** Releases the memory before the result is visible to others. */
  private void fail(Throwable e) {
    bytes = NOTHING;
    size = 0;
    request.handler(this::drop);
    if (ticket != null && !result.future().isComplete()) {
      ticket.release();
    }
    result.tryFail(e);
  }

  private void end() {
    unwatch();
    if (size == bytes.length) {
      result.tryComplete(bytes);
    } else if (ticket.resize(cost + bytes.length + size)) {
      byte[] exact = Arrays.copyOf(bytes, size);
      bytes = NOTHING;
      ticket.resize(cost + size);
      result.tryComplete(exact);
    } else {
      fail(Refusal.overloaded());
    }
  }
}
