package io.streamproc.stores.influx;

import io.vertx.core.Future;

/** Makes what is written into where it is missing; any number of processes may do so at once. */
interface StoreSchema {
  Future<Void> ensure();
}
