package io.streamproc.core.http;

import io.streamproc.core.http.address.ClientAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Addresses that have flooded a connection and may not connect again for a while: a new handshake
 * costs the server more than the client. Bounded; the oldest penalty is dropped first. Thread-safe.
 */
final class Penalties {
  /** Short, because honest clients may share the address. */
  static final long NANOS = TimeUnit.SECONDS.toNanos(5);

  static final int MOST = 10_000;

  private final LongSupplier nanoTime;
  private final Map<ClientAddress, Long> until = new LinkedHashMap<>(); // in the order of their end

  Penalties(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  synchronized void add(ClientAddress client) {
    until.remove(client);
    until.put(client, nanoTime.getAsLong() + NANOS);
    if (until.size() > MOST) {
      until.remove(until.keySet().iterator().next());
    }
  }

  /** Whether the address may not connect now. */
  synchronized boolean has(ClientAddress client) {
    Long end = until.get(client);
    if (end != null && nanoTime.getAsLong() - end >= 0) {
      until.remove(client);
      return false;
    }
    return end != null;
  }
}
