package io.streamproc.stores.influx.influxql.rollup;

import io.streamproc.stores.influx.shared.InfluxFaults;
import io.streamproc.stores.influx.shared.PointWriter;
import io.vertx.core.Future;
import java.util.List;
import java.util.function.Supplier;

/** Writes lines in requests of bounded size. */
final class LineWrites {
  private static final int MAX_LINES = 2_000; // a row of a minute has up to 900 bytes

  private final Supplier<PointWriter> writer;

  LineWrites(Supplier<PointWriter> writer) {
    this.writer = writer;
  }

  /** Completes when all lines are written; those older than the retention are dropped. */
  Future<Void> write(List<String> lines) {
    if (lines.isEmpty()) {
      return Future.succeededFuture();
    }
    int end = Math.min(MAX_LINES, lines.size());
    List<String> now = lines.subList(0, end);
    return writer
        .get()
        .write(() -> String.join("\n", now))
        .recover(e -> InfluxFaults.isTooOld(e) ? Future.succeededFuture() : Future.failedFuture(e))
        .compose(v -> write(lines.subList(end, lines.size())));
  }
}
