package io.streamproc.stores.influx.shared;

import io.streamproc.stores.SeriesReader;

/**
 * The code that depends on the dialect: the schema and all queries. Writes are the same in all
 * dialects.
 */
public interface QueryLanguage {
  /** Returns the database or table that is written. */
  StoreSchema schema();

  /**
   * @param pings separate client for pings, so that they don't wait behind queries
   * @return an unopened reader; closing it closes both clients
   */
  SeriesReader reader(HttpQueries pings);

  /** Returns a reader of single points. */
  PointPages pages();
}
