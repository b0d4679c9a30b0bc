package io.streamproc.api;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.Arrays;

/**
 * Reads one body into one array, no larger than allowed and no longer than it may take. After a
 * refusal it reads on and throws away, a bounded amount: a client that is still sending would not
 * see the answer if the connection were closed under it.
 */
final class BodyReader {
  private static final byte[] NOTHING = {};
  private static final long MOST_DISCARDED = 64L << 20;

  private final Vertx vertx;
  private final HttpServerRequest request;
  private final int limit;
  private final Duration patience;
  private final Promise<byte[]> result = Promise.promise();
  private byte[] bytes = NOTHING;
  private int size;
  private long discarded;
  private long timer = -1;

  /**
   * @param limit most bytes to keep
   * @param patience for the whole of a body that does not come in one piece
   */
  BodyReader(Vertx vertx, HttpServerRequest request, int limit, Duration patience) {
    this.vertx = vertx;
    this.request = request;
    this.limit = limit;
    this.patience = patience;
  }

  /**
   * @param length of the body as announced, -1 if it was not
   * @return the body; or a {@link Refusal}; or another failure if the client has gone
   */
  Future<byte[]> read(long length) {
    request
        .handler(chunk -> keep(chunk, length))
        .exceptionHandler(this::gone)
        .endHandler(v -> end());
    return result.future();
  }

  /** Reads the rest for nothing, so that the connection can be used again. */
  void discard() {
    if (request.isEnded()) {
      return;
    }
    startTimer();
    request.handler(this::drop).exceptionHandler(this::gone).endHandler(v -> stopTimer());
  }

  private void keep(Buffer chunk, long length) {
    if (size + chunk.length() > limit) {
      refuse(Refusal.tooLarge(limit));
      return;
    }
    if (size + chunk.length() > bytes.length) {
      grow(size + chunk.length(), length);
    }
    chunk.getBytes(bytes, size);
    size += chunk.length();
    if (size != length) {
      startTimer();
    }
  }

  private void grow(int needed, long length) {
    int wanted = length > 0 ? (int) length : (int) Math.min(limit, Math.max(needed, 2L * size));
    bytes = Arrays.copyOf(bytes, Math.max(needed, wanted));
  }

  private void drop(Buffer chunk) {
    discarded += chunk.length();
    if (discarded > MOST_DISCARDED) {
      request.connection().close();
    }
  }

  private void startTimer() {
    if (timer < 0) {
      timer = vertx.setTimer(patience.toMillis(), t -> tooSlow());
    }
  }

  private void stopTimer() {
    if (timer >= 0) {
      vertx.cancelTimer(timer);
    }
  }

  private void tooSlow() {
    if (!result.tryFail(Refusal.tooSlow())) {
      request.connection().close(); // refused before, and still sending
    }
  }

  private void refuse(Refusal refusal) {
    bytes = NOTHING;
    if (result.tryFail(refusal)) {
      discard();
    }
  }

  private void gone(Throwable e) {
    stopTimer();
    bytes = NOTHING;
    result.tryFail(e);
  }

  private void end() {
    stopTimer();
    result.tryComplete(size == bytes.length ? bytes : Arrays.copyOf(bytes, size));
  }
}
