package io.streamproc.stores.influx.shared;

import io.vertx.core.Future;

/** The database or table that is written. */
public interface StoreSchema {
  /** Creates it if it is missing; any number of processes may do so concurrently. */
  Future<Void> ensure();

  /**
   * Checks it and repairs it if possible.
   *
   * @return whether something was repaired; fails if something is broken and can't be repaired.
   *     Always false for a server that reports such faults itself
   */
  default Future<Boolean> repair() {
    return Future.succeededFuture(false);
  }
}
