package io.streamproc.core.auth;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** What a caller may do. */
public enum Scope {
  /** Post events. */
  INGEST,
  /** Read both series, live updates and metrics. */
  READ,
  /** Operate the processes, for example change log levels; includes the other scopes. */
  ADMIN;

  /** The name in key files, tokens and answers: {@code ingest}. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Finds a scope by its {@link #id()}. */
  public static Optional<Scope> of(String id) {
    return Arrays.stream(values()).filter(scope -> scope.id().equals(id)).findFirst();
  }

  /** The given scopes and those that they include. */
  static Set<Scope> expand(Set<Scope> granted) {
    if (granted.contains(ADMIN)) {
      return EnumSet.allOf(Scope.class);
    }
    return granted.isEmpty() ? EnumSet.noneOf(Scope.class) : EnumSet.copyOf(granted);
  }
}
