package io.streamproc.stores;

import io.streamproc.core.series.Bucket;
import io.streamproc.core.series.Step;
import io.streamproc.core.series.TimeRange;
import io.vertx.core.Future;
import java.util.List;

/** The read side of a store. A failure is a {@link StoreException}. */
public interface SeriesReader {
  /**
   * Connects and creates the schema if it is missing. Makes one attempt, which the caller repeats.
   */
  Future<Void> open();

  /**
   * Reads the buckets of a range.
   *
   * @param range aligned to {@code step}
   * @param step width of a bucket
   * @return the buckets that contain events, in ascending order, each complete
   */
  Future<List<Bucket>> read(TimeRange range, Step step);

  /**
   * Pings the server over a separate connection, so that the ping does not wait behind reads. Any
   * response means that the server is alive, even an error such as a rejected login or too many
   * connections. Fails if the server can't be reached; may take as long as the store's timeouts.
   */
  Future<Void> ping();

  /** Closes the connections; completes when they are closed. */
  Future<Void> close();
}
