package io.streamproc.core.http;

import io.streamproc.core.auth.Scope;
import io.vertx.core.http.HttpServerRequest;
import java.util.Optional;

/** The scope that a request needs. */
@FunctionalInterface
public interface AccessRule {
  /** Empty for a request that everyone may make. */
  Optional<Scope> scope(HttpServerRequest request);

  /** No request needs a scope, or the handler asks for it. */
  static AccessRule everyone() {
    return request -> Optional.empty();
  }

  /** All requests need the same scope. */
  static AccessRule always(Scope scope) {
    Optional<Scope> needed = Optional.of(scope);
    return request -> needed;
  }
}
