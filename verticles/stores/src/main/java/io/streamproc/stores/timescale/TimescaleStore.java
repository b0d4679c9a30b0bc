package io.streamproc.stores.timescale;

import io.streamproc.stores.EventSink;
import io.streamproc.stores.SeriesReader;
import io.streamproc.stores.StoreAudit;
import io.vertx.core.Vertx;

/** Sink, reader and audit of the store. None of them connects before it is opened. */
public final class TimescaleStore {
  private TimescaleStore() {}

  public static EventSink sink(Vertx vertx, TimescaleSettings settings) {
    return new TimescaleSink(vertx, settings);
  }

  public static SeriesReader reader(Vertx vertx, TimescaleSettings settings) {
    return new TimescaleReader(vertx, settings);
  }

  /** What is stored, event by event. */
  public static StoreAudit audit(Vertx vertx, TimescaleSettings settings) {
    return new TimescaleAudit(vertx, settings);
  }
}
