package io.streamproc.api.idempotency;

import io.streamproc.core.Names;
import io.streamproc.core.settings.Settings;
import java.time.Duration;

/**
 * Settings that must be the same for all instances that write to one topic of events.
 *
 * @param topic topic of the keys
 * @param slots number of partitions of a new topic; the number of an existing topic takes
 *     precedence
 * @param window how long a key is remembered
 * @param keys largest number of keys that an instance remembers; beyond that the oldest are evicted
 *     early
 */
public record IdempotencySettings(String topic, int slots, Duration window, int keys) {
  public static IdempotencySettings read(Settings s) {
    return new IdempotencySettings(
        s.text(
            "event-api.idempotency-topic", Names.TOPIC_KEYS, "topic that remembers requests' keys"),
        s.integer(
            "event-api.idempotency-slots", 4, 1, 256, "partitions of that topic, when it is made"),
        s.duration(
            "event-api.idempotency-window",
            Duration.ofMinutes(10),
            Duration.ofSeconds(1),
            Duration.ofDays(7),
            "how long a request's key is remembered"),
        s.integer("event-api.idempotency-keys", 100_000, 100, 10_000_000, "most keys remembered"));
  }
}
