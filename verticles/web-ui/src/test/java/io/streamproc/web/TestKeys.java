package io.streamproc.web;

import io.streamproc.core.auth.ApiKey;
import io.streamproc.core.auth.Scope;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Set;

/** API keys for tests. */
final class TestKeys {
  private TestKeys() {}

  /** A key that never expires. */
  static ApiKey.Created key(String name, Scope scope) {
    return ApiKey.create(name, Set.of(scope), Instant.now(), Instant.MAX, new SecureRandom());
  }
}
