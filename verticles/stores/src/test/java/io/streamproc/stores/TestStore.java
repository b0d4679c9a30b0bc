package io.streamproc.stores;

import io.vertx.core.Vertx;
import java.time.Duration;

/** A store of a test's own, empty at first, on a server that others use as well. */
public interface TestStore {
  /** Not opened yet; to be closed by the caller. */
  EventSink sink(Vertx vertx);

  /** Not opened yet; to be closed by the caller. */
  SeriesReader reader(Vertx vertx);

  /** Where the server listens, on 127.0.0.1. */
  int port();

  /** The same store over another port, given up if it does not answer in time. */
  TestStore through(int port, Duration timeout);

  /** The words by which a failure names the server and its address. */
  String name();

  /** Whether a sink can tell what it has kept newly. */
  boolean tellsRepeats();

  /** Takes away what the store keeps; its sinks and readers have been closed. */
  void drop(Vertx vertx) throws Exception;
}
