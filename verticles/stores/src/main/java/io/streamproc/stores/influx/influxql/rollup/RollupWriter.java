package io.streamproc.stores.influx.influxql.rollup;

import io.streamproc.stores.influx.shared.InfluxFaults;
import io.streamproc.stores.influx.shared.PointWriter;
import io.vertx.core.Future;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;

/** Writes rows and states of this process. For one context. */
final class RollupWriter {
  /** Lines of a request; a row of a minute has up to 900 bytes. */
  private static final int MAX_LINES = 2_000;

  private final RollupNames names;
  private final Owner owner;
  private final Supplier<PointWriter> writer;

  /**
   * @param writer the present writer
   */
  RollupWriter(RollupNames names, Owner owner, Supplier<PointWriter> writer) {
    this.names = names;
    this.owner = owner;
    this.writer = writer;
  }

  /** Returns lines to be filled, of the present number and slot. */
  RollupLines lines() {
    return new RollupLines(names, owner.writer(), owner.slot());
  }

  /** See {@link Owner#changeWriter}. */
  void changeNumber() {
    owner.changeWriter();
  }

  /** See {@link PointWriter#execute}. */
  <T> Future<T> execute(Callable<T> task) {
    return writer.get().execute(task);
  }

  /** Completes when all lines are written; those older than the retention are dropped. */
  Future<Void> write(RollupLines lines) {
    return write(lines.all());
  }

  private Future<Void> write(List<String> lines) {
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
