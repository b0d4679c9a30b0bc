package io.streamproc.core.http;

import io.streamproc.core.http.address.ClientAddress;
import java.util.HashMap;
import java.util.Map;

/**
 * A limited number of connections; no single client can take all of them. Thread-safe.
 *
 * <p>A client may hold no more places than its own limit, and no more than a quarter of the places
 * that are left: dynamic thresholds (Choudhury and Hahne, "Dynamic queue length thresholds for
 * shared-memory packet switches", 1998). A single address therefore gets at most a fifth of the
 * places, the next one at most a fifth of the rest, and a new client still finds a free place.
 */
public final class Places {
  /** An address may hold one place for each of this many free places. */
  private static final int SHARE = 4;

  private final int max;
  private final int perClient;
  private final Map<ClientAddress, Integer> taken = new HashMap<>();
  private int open;

  /**
   * @param max number of places
   * @param perClient limit for one client; 0: only {@code max} applies
   */
  public Places(int max, int perClient) {
    this.max = max;
    this.perClient = perClient;
  }

  /**
   * @return false if the client has reached its limit; no place is taken then
   */
  public synchronized boolean take(ClientAddress client) {
    int left = max - open;
    int own = taken.getOrDefault(client, 0);
    boolean limited = perClient > 0 && (own >= perClient || own * SHARE >= left);
    return !limited && takeShared(client);
  }

  /**
   * @param shared whether many clients share the address: only the total is limited then
   */
  boolean take(ClientAddress client, boolean shared) {
    return shared ? takeShared(client) : take(client);
  }

  private synchronized boolean takeShared(ClientAddress client) {
    if (open >= max) {
      return false;
    }
    open++;
    taken.merge(client, 1, Integer::sum);
    return true;
  }

  /** Frees a place that {@link #take} has given. */
  public synchronized void free(ClientAddress client) {
    open--;
    taken.computeIfPresent(client, (k, own) -> own > 1 ? own - 1 : null);
  }

  /** The number of places in use. */
  public synchronized int open() {
    return open;
  }
}
