package io.streamproc.api.idempotency;

import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * The requests of one slot's window, by key, bounded in number. The age of a request is computed by
 * the wall clock once, when it is put; from then on the monotonic clock measures it, because a
 * request that is forgotten when the wall clock jumps would be stored again when it is repeated.
 * Beyond the bound the client with the most keys loses its oldest one, so that no client can push
 * out the keys of another that has fewer. For one thread at a time.
 */
final class RememberedRequests {
  /** Number of requests that a slot remembers even if the limit is lower. */
  static final int LEAST = 100;

  private final long window; // nanoseconds
  private final LongSupplier nanoTime;
  private final int most;
  private final LongConsumer forgottenEarly;
  private final Map<String, Map<String, Remembered>> byOwner = new HashMap<>(); // oldest first
  private volatile int size;

  /**
   * @param since when it was stored, by the monotonic clock
   */
  private record Remembered(StoredRequest request, long since) {}

  /**
   * @param window after which a request is forgotten
   * @param most number of requests, at least {@link #LEAST}; beyond that one is evicted early
   * @param forgottenEarly is called with the number of evicted requests
   * @param nanoTime as {@link System#nanoTime()}
   */
  RememberedRequests(
      Duration window, int most, LongConsumer forgottenEarly, LongSupplier nanoTime) {
    this.window = window.toNanos();
    this.nanoTime = nanoTime;
    this.most = Math.max(LEAST, most);
    this.forgottenEarly = forgottenEarly;
  }

  Optional<StoredRequest> find(String key) {
    return Optional.ofNullable(byOwner.get(IdempotencyKey.owner(key)))
        .map(keys -> keys.get(key))
        .filter(remembered -> !expired(remembered))
        .map(Remembered::request);
  }

  /**
   * @param now epoch milliseconds, by the clock of this machine
   */
  void put(String key, StoredRequest request, long now) {
    Map<String, Remembered> own =
        byOwner.computeIfAbsent(IdempotencyKey.owner(key), owner -> new LinkedHashMap<>());
    int before = own.size();
    own.remove(key); // so that it becomes the newest
    own.put(key, new Remembered(request, nanoTime.getAsLong() - age(request, now)));
    size += own.size() - before;
    if (size > most) {
      forgetExpired();
    } else {
      size -= forgetExpired(own);
    }
    if (size > most) {
      evict();
    }
  }

  private void evict() {
    Map<String, Remembered> largest =
        byOwner.values().stream().max(Comparator.comparingInt(Map::size)).orElseThrow();
    Iterator<String> oldest = largest.keySet().iterator();
    oldest.next();
    oldest.remove();
    size--;
    forgottenEarly.accept(1);
  }

  void forgetExpired() {
    int gone = 0;
    for (Map<String, Remembered> keys : byOwner.values()) {
      gone += forgetExpired(keys);
    }
    byOwner.values().removeIf(Map::isEmpty);
    size -= gone;
  }

  private int forgetExpired(Map<String, Remembered> keys) {
    int before = keys.size();
    Iterator<Remembered> oldest = keys.values().iterator();
    while (oldest.hasNext() && expired(oldest.next())) {
      oldest.remove();
    }
    return before - keys.size();
  }

  void clear() {
    byOwner.clear();
    size = 0;
  }

  /** Returns the number of requests. Thread-safe. */
  int size() {
    return size;
  }

  /** The age in nanoseconds, from 0 to the window. */
  private long age(StoredRequest request, long now) {
    long millis = Math.max(0, now - request.time()); // another instance's clock may be ahead
    return Math.min(window, TimeUnit.MILLISECONDS.toNanos(millis));
  }

  private boolean expired(Remembered remembered) {
    return nanoTime.getAsLong() - remembered.since() >= window;
  }
}
