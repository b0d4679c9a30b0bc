package io.streamproc.bench.security;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** Settings of an event-api whose cost is compared with those of {@link #OPEN}. */
enum Variant {
  /** The defaults: no protection, metrics, no traces. */
  OPEN,
  KEYS,
  KEYS_AND_TLS,
  NO_METRICS,
  /** A part of the requests is traced, as {@code tracing.sample} has it by default. */
  TRACES,
  /** Each request is traced. */
  ALL_TRACES;

  Map<String, String> settings(TestAccess access, String collector) {
    Map<String, String> settings = new HashMap<>();
    switch (this) {
      case OPEN -> {}
      case KEYS -> settings.putAll(access.keys());
      case KEYS_AND_TLS -> {
        settings.putAll(access.keys());
        settings.putAll(access.tls());
      }
      case NO_METRICS -> settings.put("management.metrics", "false");
      case TRACES -> settings.put("tracing.endpoint", collector);
      case ALL_TRACES -> {
        settings.put("tracing.endpoint", collector);
        settings.put("tracing.sample", "1");
      }
    }
    return settings;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
