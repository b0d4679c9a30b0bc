package io.streamproc.api;

import io.streamproc.api.idempotency.IdempotencySettings;
import io.streamproc.core.http.HttpSettings;
import io.streamproc.core.kafka.KafkaSettings;
import io.streamproc.core.settings.Settings;
import java.time.Duration;

/**
 * @param kafka where the events go
 * @param http settings that all servers share
 * @param host address to bind
 * @param port port to bind, 0 for any
 * @param instances number of event loops that serve HTTP
 * @param maxBody largest request body, bytes
 * @param maxInFlight memory that unanswered requests may hold, bytes
 * @param ackTimeout how long Kafka may take to acknowledge a record, and so the longest wait for an
 *     answer once the request is read
 * @param linger how long the producer waits for more records before it sends a batch
 * @param idleTimeout how long a connection may be silent; more than the ack timeout
 * @param bodyTimeout how long a body that did not come in one piece may take
 * @param firstByteTimeout how long the first byte of a body may take
 * @param minBodyRate bytes a second at which a body must arrive, on average over five seconds
 * @param drainTime a stop closes the open connections when no request has arrived for this time, at
 *     most after five times this time
 * @param idempotency of requests with a key
 */
public record EventApiSettings(
    KafkaSettings kafka,
    HttpSettings http,
    String host,
    int port,
    int instances,
    int maxBody,
    int maxInFlight,
    Duration ackTimeout,
    Duration linger,
    Duration idleTimeout,
    Duration bodyTimeout,
    Duration firstByteTimeout,
    int minBodyRate,
    Duration drainTime,
    IdempotencySettings idempotency) {

  private static final int MIB = 1 << 20;

  public static EventApiSettings read(Settings s) {
    EventApiSettings read =
        new EventApiSettings(
            KafkaSettings.read(s),
            HttpSettings.read(s),
            s.host("event-api.host", "127.0.0.1", "address of the ingest server"),
            s.port("event-api.port", 9998, "its port, 0 for any"),
            s.integer("event-api.instances", 1, 1, 64, "event loops that serve HTTP"),
            s.integer("event-api.max-body", 8 * MIB, 16, 256 * MIB, "largest body, bytes"),
            s.integer(
                "event-api.max-in-flight",
                64 * MIB,
                MIB,
                Integer.MAX_VALUE,
                "memory that unanswered requests may hold, bytes"),
            s.duration(
                "event-api.ack-timeout",
                Duration.ofSeconds(10),
                Duration.ofSeconds(1),
                Duration.ofMinutes(2),
                "how long Kafka has to acknowledge"),
            s.duration(
                "event-api.linger",
                Duration.ZERO,
                Duration.ZERO,
                Duration.ofMillis(500),
                "how long the producer waits to fill a batch"),
            s.duration(
                "event-api.idle-timeout",
                Duration.ofSeconds(30),
                Duration.ofSeconds(1),
                Duration.ofHours(1),
                "how long a connection may be silent"),
            s.duration(
                "event-api.body-timeout",
                Duration.ofSeconds(30),
                Duration.ofMillis(100),
                Duration.ofHours(1),
                "how long a body may take"),
            s.duration(
                "event-api.first-byte-timeout",
                Duration.ofSeconds(5),
                Duration.ofMillis(100),
                Duration.ofHours(1),
                "how long the first byte of a body may take"),
            s.integer(
                "event-api.min-body-rate",
                1_024,
                0,
                MIB,
                "bytes a second that a body must come with, over 5 s"),
            s.duration(
                "event-api.drain-time",
                Duration.ofSeconds(1),
                Duration.ZERO,
                Duration.ofMinutes(1),
                "how long a stop waits for a request on the open connections"),
            IdempotencySettings.read(s));
    read.check(s);
    return read;
  }

  BodyLimits bodyLimits() {
    return new BodyLimits(maxBody, bodyTimeout, firstByteTimeout, minBodyRate);
  }

  private void check(Settings s) {
    if (maxInFlight < maxBody) {
      s.refuse("event-api.max-in-flight is less than event-api.max-body");
    }
    if (port == 0 && instances > 1) {
      s.refuse("event-api.port is 0, so that each of event-api.instances would take its own");
    }
    if (idleTimeout.compareTo(ackTimeout) <= 0) {
      s.refuse("event-api.idle-timeout must be more than event-api.ack-timeout");
    }
  }
}
