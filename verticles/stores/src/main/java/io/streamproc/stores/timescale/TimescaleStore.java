package io.streamproc.stores.timescale;

import io.streamproc.stores.EventSink;
import io.streamproc.stores.SeriesReader;
import io.streamproc.stores.StoreAudit;
import io.vertx.core.Vertx;

/** Creates sink, reader and audit of the store. They do not connect until they are opened. */
public final class TimescaleStore {
  private TimescaleStore() {}

  public static EventSink sink(Vertx vertx, TimescaleSettings settings) {
    return new TimescaleSink(vertx, settings);
  }

  public static SeriesReader reader(Vertx vertx, TimescaleSettings settings) {
    return new TimescaleReader(vertx, settings);
  }

  /** Creates an audit, which reads the stored events one by one. */
  public static StoreAudit audit(Vertx vertx, TimescaleSettings settings) {
    return new TimescaleAudit(vertx, settings);
  }
}
