package io.streamproc.core.http;

import io.streamproc.core.auth.Caller;
import io.streamproc.core.http.address.ClientAddress;
import io.streamproc.core.http.address.TrustedProxies;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;

/**
 * Counts the requests of each address and of each key, and reports the remaining ones to clients.
 */
final class RequestRate {
  private static final RateLimiter.Left UNLIMITED = new RateLimiter.Left(Long.MAX_VALUE, 0);

  private final TrustedProxies proxies;
  private final RateLimiter perAddress;
  private final RateLimiter perKey;

  RequestRate(RateSettings settings, TrustedProxies proxies) {
    this.proxies = proxies;
    perAddress =
        new RateLimiter("requests", settings.perAddress(), settings.burst(), System::nanoTime);
    perKey = new RateLimiter("requests", settings.perKey(), settings.burst(), System::nanoTime);
  }

  /** Counts a request for its address. */
  RateLimiter.Left ofAddress(HttpServerRequest request) {
    return perAddress.isOn()
        ? take(perAddress, proxies.client(request), request.response())
        : UNLIMITED;
  }

  /**
   * Counts a TLS handshake for its address, like a request: it costs more than most of them.
   *
   * @return false if the address has none left
   */
  boolean takeHandshake(ClientAddress client) {
    if (!perAddress.isOn()) {
      return true;
    }
    boolean any = perAddress.left(client).isAny();
    if (any) {
      perAddress.use(client, 1);
    }
    return any;
  }

  /** Counts a request for its key or token; one that needs none is counted for its address only. */
  RateLimiter.Left ofKey(HttpServerRequest request, Caller caller) {
    return perKey.isOn() && !caller.id().isEmpty()
        ? take(perKey, caller.id(), request.response())
        : UNLIMITED;
  }

  private static RateLimiter.Left take(
      RateLimiter limiter, Object client, HttpServerResponse response) {
    RateLimiter.Left left = limiter.left(client);
    if (left.isAny()) {
      limiter.use(client, 1);
      left = new RateLimiter.Left(left.remaining(), 0);
    }
    response.putHeader("RateLimit-Policy", limiter.policyField());
    response.putHeader("RateLimit", limiter.leftField(limiter.left(client)));
    return left;
  }
}
