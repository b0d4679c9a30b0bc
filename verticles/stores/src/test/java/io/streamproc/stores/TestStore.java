package io.streamproc.stores;

import io.vertx.core.Vertx;
import java.time.Duration;

/** A test's own store, initially empty, on a server that others use as well. */
public interface TestStore {
  /** Creates a sink, not yet open, that the caller closes. */
  EventSink sink(Vertx vertx);

  /** Creates a reader, not yet open, that the caller closes. */
  SeriesReader reader(Vertx vertx);

  /** Returns the port on 127.0.0.1 on which the server listens. */
  int port();

  /** Returns the same store over another port, with other timeouts. */
  TestStore through(int port, Duration timeout);

  /** Returns the text by which failures name the server and its address. */
  String name();

  /** Whether a sink reports how many events are new. */
  boolean countsNewEvents();

  /** Drops the store's data; its sinks and readers must be closed. */
  void drop(Vertx vertx) throws Exception;
}
