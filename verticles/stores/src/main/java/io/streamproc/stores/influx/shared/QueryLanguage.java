package io.streamproc.stores.influx.shared;

import io.streamproc.stores.SeriesReader;
import java.util.function.Supplier;

/**
 * The code that depends on the dialect: the schema and all queries. Writes are the same in all
 * dialects.
 */
public interface QueryLanguage {
  /** Returns the database or table that is written. */
  StoreSchema schema();

  /**
   * Returns what a sink keeps besides the points.
   *
   * @param writer the sink's present writer
   */
  default Rollups rollups(Supplier<PointWriter> writer) {
    return Rollups.NONE;
  }

  /**
   * @param pings separate client for pings, so that they don't wait behind queries
   * @return an unopened reader; closing it closes both clients
   */
  SeriesReader reader(HttpQueries pings);

  /** Returns a reader of single points. */
  PointPages pages();
}
