package io.streamproc.api;

import io.streamproc.api.request.Admission;
import io.streamproc.api.request.Refusal;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;

/** Inflates compressed bodies on its own worker threads, a few at a time. */
final class BodyInflater {
  /** Each inflation uses up to 9 MiB outside of the heap, for zstd's window. */
  private static final int THREADS = 2;

  private final WorkerExecutor workers;
  private final Inflation inflation;

  /**
   * @param maxBody largest size of an inflated body, bytes
   */
  BodyInflater(Vertx vertx, int maxBody) {
    workers = vertx.createSharedWorkerExecutor("event-api-inflate", THREADS);
    inflation = new Inflation(maxBody);
  }

  /**
   * @param ticket ticket of the request; afterwards its size is that of the inflated body
   * @return the inflated body, at once if it is not compressed; or a {@link Refusal}
   */
  Future<byte[]> inflate(byte[] body, ContentCoding coding, Admission.Ticket ticket) {
    return coding == ContentCoding.IDENTITY
        ? Future.succeededFuture(body)
        : workers.executeBlocking(() -> inflation.inflate(body, coding, ticket), false);
  }

  Future<Void> close() {
    return workers.close();
  }
}
