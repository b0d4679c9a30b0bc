package io.streamproc.api;

import io.streamproc.api.request.Accepted;
import io.streamproc.api.request.Refusal;
import io.streamproc.core.auth.Caller;
import io.streamproc.core.http.HttpSettings;
import io.streamproc.core.http.RateLimiter;
import io.streamproc.core.http.address.TrustedProxies;
import io.vertx.core.http.HttpServerRequest;

/**
 * Limits the events of each client. A request is refused before its body is read, while the client
 * still pays for what it has sent.
 */
final class EventRate {
  private final RateLimiter limiter;
  private final TrustedProxies proxies;

  /**
   * @param perSecond events a second of each client; 0 for no limit
   */
  EventRate(int perSecond, HttpSettings http) {
    limiter = new RateLimiter("events", perSecond, http.rate().burst(), System::nanoTime);
    proxies = new TrustedProxies(http.proxies());
  }

  /**
   * The key or token of a request, or its address if it has none.
   *
   * @return null if there is no limit
   */
  Object client(HttpServerRequest request, Caller caller) {
    if (!limiter.isOn()) {
      return null;
    }
    return caller.id().isEmpty() ? proxies.client(request) : caller.id();
  }

  /**
   * @throws Refusal if the client has no events left
   */
  void check(Object client) {
    if (limiter.isOn()) {
      RateLimiter.Left left = limiter.left(client);
      if (!left.isAny()) {
        throw Refusal.tooManyEvents(left.waitSeconds());
      }
    }
  }

  /** Counts what was stored; a repeat stores nothing. */
  void count(Object client, Accepted accepted) {
    if (limiter.isOn() && !accepted.replayed()) {
      limiter.use(client, accepted.count());
    }
  }
}
