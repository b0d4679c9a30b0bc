package io.streamproc.api;

import io.streamproc.api.idempotency.IdempotencySettings;
import io.streamproc.core.http.HttpSettings;
import io.streamproc.core.kafka.KafkaSettings;
import io.streamproc.core.settings.Settings;
import java.time.Duration;

/**
 * @param kafka connection to Kafka and topic of the events
 * @param http settings common to all HTTP servers
 * @param host address to bind
 * @param port port to bind, 0: any free port
 * @param instances number of event loops that serve HTTP
 * @param body limits of a request's body
 * @param maxInFlight memory that unanswered requests may hold, bytes
 * @param ratePerClient events per second of one key or address; 0: no limit
 * @param ackTimeout how long Kafka may take to acknowledge a record; also the longest time to a
 *     response once the request is read
 * @param linger how long the producer waits for more records before it sends a batch
 * @param idleTimeout how long a connection may be silent; longer than the ack timeout
 * @param drainTime a stop closes the open connections when no request has arrived for this time, at
 *     the latest after five times this time
 * @param idempotency settings for requests with a key
 */
public record EventApiSettings(
    KafkaSettings kafka,
    HttpSettings http,
    String host,
    int port,
    int instances,
    BodyLimits body,
    int maxInFlight,
    int ratePerClient,
    Duration ackTimeout,
    Duration linger,
    Duration idleTimeout,
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
            BodyLimits.read(s),
            s.integer(
                "event-api.max-in-flight",
                64 * MIB,
                MIB,
                Integer.MAX_VALUE,
                "memory that unanswered requests may hold, bytes"),
            s.integer(
                "event-api.rate-per-client",
                0,
                0,
                100_000_000,
                "events a second of one key, or of one address without a key, 0 for no limit"),
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
                "event-api.drain-time",
                Duration.ofSeconds(1),
                Duration.ZERO,
                Duration.ofMinutes(1),
                "how long a stop waits for a request on the open connections"),
            IdempotencySettings.read(s));
    read.check(s);
    return read;
  }

  private void check(Settings s) {
    http.checkAddress(s, "event-api.host", host);
    if (maxInFlight < body.size()) {
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
