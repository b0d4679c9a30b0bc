package io.streamproc.stores.influx.shared;

import io.streamproc.stores.SeriesReader;

/**
 * What depends on the dialect: the schema and every query. Writes are the same for all dialects.
 */
public interface QueryLanguage {
  /** The database or table that is written into. */
  StoreSchema schema();

  /**
   * @param pings client of its own for pings, so that they don't wait behind queries
   * @return not opened yet; closing it closes both clients
   */
  SeriesReader reader(HttpQueries pings);

  /** Reads points back one by one. */
  PointPages pages();
}
