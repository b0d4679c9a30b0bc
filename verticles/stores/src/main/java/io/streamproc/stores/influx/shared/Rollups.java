package io.streamproc.stores.influx.shared;

import io.streamproc.stores.SinkBatch;
import io.vertx.core.Future;
import java.util.function.Supplier;

/** What a sink keeps besides the points, so that reads of long ranges are quick. */
public interface Rollups {
  /** For servers that need none. */
  Rollups NONE = (batch, points) -> points.get();

  /**
   * Finds out whether they can be kept, before the first batch.
   *
   * @return never fails
   */
  default Future<Void> open() {
    return Future.succeededFuture();
  }

  /**
   * Stores a batch and brings the rollups up to date.
   *
   * @param points writes the points of the batch
   * @return completes when both are written. Fails with the failure of the points, or with a
   *     transient {@link io.streamproc.stores.StoreException} of the rollups
   */
  Future<Void> store(SinkBatch batch, Supplier<Future<Void>> points);

  /** Ends what happens between batches. */
  default void close() {}
}
