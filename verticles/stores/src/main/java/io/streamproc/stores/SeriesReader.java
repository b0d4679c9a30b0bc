package io.streamproc.stores;

import io.streamproc.core.series.Bucket;
import io.streamproc.core.series.Step;
import io.streamproc.core.series.TimeRange;
import io.vertx.core.Future;
import java.util.List;

/** The reading side of a store. A failure is a {@link StoreException}. */
public interface SeriesReader {
  /** Connects, and makes the schema where it is missing. One attempt, which the caller repeats. */
  Future<Void> open();

  /**
   * @param range aligned to {@code step}
   * @param step width of a bucket
   * @return the buckets that hold events, ascending, each with its whole state
   */
  Future<List<Bucket>> read(TimeRange range, Step step);

  /**
   * Pings the server over a connection of its own, so that the ping does not wait behind reads.
   * Fails if the server can't be reached; may take as long as the store's own timeouts.
   */
  Future<Void> ping();

  /** Closes the connections; completes when they are closed. */
  Future<Void> close();
}
