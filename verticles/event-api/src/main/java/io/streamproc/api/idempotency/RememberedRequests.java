package io.streamproc.api.idempotency;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongConsumer;

/** The requests of one slot's window, by key, bounded in number. For one thread at a time. */
final class RememberedRequests {
  /** Requests that a slot remembers at least, whatever the bound. */
  static final int LEAST = 100;

  private final long windowMillis;
  private final int most;
  private final LongConsumer forgottenEarly;
  private final Map<String, StoredRequest> byKey = new LinkedHashMap<>(); // oldest first
  private volatile int size;

  /**
   * @param window after which a request is forgotten
   * @param most number of requests, at least {@link #LEAST}; beyond that the oldest is evicted
   *     early
   * @param forgottenEarly is called with the number of evicted requests
   */
  RememberedRequests(Duration window, int most, LongConsumer forgottenEarly) {
    this.windowMillis = window.toMillis();
    this.most = Math.max(LEAST, most);
    this.forgottenEarly = forgottenEarly;
  }

  /**
   * @param now epoch milliseconds
   */
  Optional<StoredRequest> find(String key, long now) {
    return Optional.ofNullable(byKey.get(key)).filter(request -> !expired(request, now));
  }

  void put(String key, StoredRequest request, long now) {
    byKey.remove(key); // so that it becomes the newest
    byKey.put(key, request);
    forgetExpired(now);
    if (byKey.size() > most) {
      Iterator<String> oldest = byKey.keySet().iterator();
      oldest.next();
      oldest.remove();
      forgottenEarly.accept(1);
    }
    size = byKey.size();
  }

  void forgetExpired(long now) {
    Iterator<StoredRequest> oldest = byKey.values().iterator();
    while (oldest.hasNext() && expired(oldest.next(), now)) {
      oldest.remove();
    }
    size = byKey.size();
  }

  void clear() {
    byKey.clear();
    size = 0;
  }

  /** On any thread. */
  int size() {
    return size;
  }

  private boolean expired(StoredRequest request, long now) {
    return now - request.time() >= windowMillis;
  }
}
