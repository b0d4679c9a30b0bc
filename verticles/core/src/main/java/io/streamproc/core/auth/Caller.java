package io.streamproc.core.auth;

import java.time.Instant;
import java.util.Set;

/**
 * The owner of the credentials of a request.
 *
 * @param id identifies the caller in limits, logs and idempotency keys: {@code key:3f9c2a71} or
 *     {@code jwt:ISSUER:SUBJECT}; empty if authentication is off
 * @param scopes what the caller may do, included scopes among them
 * @param expires the credentials are not valid from this time on; {@link Instant#MAX} for no end
 */
public record Caller(String id, Set<Scope> scopes, Instant expires) {
  /** Every client of a server without authentication. */
  public static final Caller ANYONE = new Caller("", Set.of(Scope.ADMIN), Instant.MAX);

  public Caller {
    scopes = Set.copyOf(Scope.expand(scopes));
  }

  public boolean may(Scope scope) {
    return scopes.contains(scope);
  }
}
