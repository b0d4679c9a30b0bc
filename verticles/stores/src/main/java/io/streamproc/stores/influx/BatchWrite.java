package io.streamproc.stores.influx;

import io.streamproc.stores.SinkBatch;
import io.streamproc.stores.influx.shared.InfluxFaults;
import io.streamproc.stores.influx.shared.LineProtocol;
import io.vertx.core.Future;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes a batch in requests of bounded size, two at a time: the server processes one while the
 * other is encoded, or waits for the disk. For one context.
 */
final class BatchWrite {
  private static final Logger LOG = LoggerFactory.getLogger(BatchWrite.class);

  /** Measured: more lines per request do not increase throughput. */
  private static final int MAX_LINES = 10_000;

  static final int AT_ONCE = 2;

  private final WriteClient client;
  private final LineProtocol protocol;
  private final SinkBatch batch;
  private int next;
  private boolean failed;

  BatchWrite(WriteClient client, LineProtocol protocol, SinkBatch batch) {
    this.client = client;
    this.protocol = protocol;
    this.batch = batch;
  }

  /**
   * @return completes when no request is under way any more; fails if one has failed, and then any
   *     part of the batch may be written
   */
  Future<Void> run() {
    return client
        .execute(() -> protocol.lines(batch))
        .compose(lines -> Future.join(Stream.generate(() -> lane(lines)).limit(AT_ONCE).toList()))
        .mapEmpty();
  }

  /** Sends one request after another. */
  private Future<Void> lane(LineProtocol.Lines lines) {
    if (failed || next >= batch.size()) {
      return Future.succeededFuture();
    }
    int from = next;
    next = Math.min(batch.size(), from + MAX_LINES);
    int to = next;
    return client
        .write(() -> lines.text(from, to))
        .recover(this::accept)
        .onFailure(e -> failed = true)
        .compose(v -> lane(lines));
  }

  private Future<Void> accept(Throwable e) {
    if (InfluxFaults.isTooOld(e)) {
      LOG.warn("events older than the retention are not stored: {}", e.getMessage());
      return Future.succeededFuture();
    }
    return Future.failedFuture(e);
  }
}
