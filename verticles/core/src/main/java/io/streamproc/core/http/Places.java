package io.streamproc.core.http;

import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;

/**
 * A limited number of connections, of which no single client can take all. Thread-safe.
 *
 * <p>A client may hold no more places than its own limit, and no more than a quarter of the places
 * that are left: dynamic thresholds (Choudhury and Hahne, "Dynamic queue length thresholds for
 * shared-memory packet switches", 1998). So one address alone gets at most a fifth of the places,
 * the next one at most a fifth of the rest, and a newcomer still finds one.
 */
public final class Places {
  /** An address may hold one place for each of this many free places. */
  private static final int SHARE = 4;

  private static final int IPV6_BYTES = 16;

  private final int max;
  private final int perClient;
  private final Map<Object, Integer> taken = new HashMap<>();
  private int open;

  /**
   * @param max number of places
   * @param perClient limit for one client; 0 for no limit but {@code max}
   */
  public Places(int max, int perClient) {
    this.max = max;
    this.perClient = perClient;
  }

  /**
   * @return false if the client has reached its limit; then nothing must be freed
   */
  public synchronized boolean take(SocketAddress client) {
    Object key = key(client);
    int left = max - open;
    int own = taken.getOrDefault(key, 0);
    if (left <= 0 || perClient > 0 && (own >= perClient || own * SHARE >= left)) {
      return false;
    }
    open++;
    taken.put(key, own + 1);
    return true;
  }

  /** Frees a place that {@link #take} has given. */
  public synchronized void free(SocketAddress client) {
    open--;
    taken.computeIfPresent(key(client), (k, own) -> own > 1 ? own - 1 : null);
  }

  /** The number of places in use. */
  public synchronized int open() {
    return open;
  }

  /** The first 64 bits of an IPv6 address, because a client chooses the rest freely. */
  private static Object key(SocketAddress client) {
    String literal = client == null ? null : client.hostAddress();
    if (literal == null || literal.indexOf(':') < 0) {
      return literal == null ? "" : literal;
    }
    try {
      byte[] bytes = InetAddress.getByName(literal).getAddress(); // a literal: no look-up
      return bytes.length == IPV6_BYTES ? (Object) ByteBuffer.wrap(bytes).getLong() : literal;
    } catch (UnknownHostException e) {
      return literal;
    }
  }
}
