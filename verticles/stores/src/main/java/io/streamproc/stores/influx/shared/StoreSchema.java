package io.streamproc.stores.influx.shared;

import io.vertx.core.Future;

/** Makes what is written into where it is missing; any number of processes may do so at once. */
public interface StoreSchema {
  Future<Void> ensure();

  /**
   * Looks at what is written into, and mends what can be mended.
   *
   * @return whether something was amiss and has been mended; fails with what is amiss and can't be.
   *     False also of a server that says of itself what is amiss
   */
  default Future<Boolean> mend() {
    return Future.succeededFuture(false);
  }
}
