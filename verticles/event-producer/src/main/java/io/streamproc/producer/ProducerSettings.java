package io.streamproc.producer;

import io.streamproc.core.settings.Settings;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Locale;

/**
 * @param url base of event-api, http or https
 * @param generator whether events are generated; a replay runs either way
 * @param rate generated events a second
 * @param shape of the sequence of amounts
 * @param period of a sine wave, and from burst to burst
 * @param seed the same seed, shape, period and rate give the same amounts; 0: different each time
 * @param batchMax events a request at most
 * @param linger how long a generated event may wait for a fuller batch
 * @param buffer generated events that are kept unsent; further ones are dropped and counted
 * @param inFlight requests at a time; above 1 the order of events is not kept
 * @param requestTimeout how long an answer is waited for
 * @param flushTimeout how long a stop waits for what is unsent
 * @param idempotent whether each batch is sent with an idempotency key, so that a retry is stored
 *     once
 * @param replay the file to replay, if any
 */
public record ProducerSettings(
    String url,
    boolean generator,
    double rate,
    Shape shape,
    Duration period,
    int seed,
    int batchMax,
    Duration linger,
    int buffer,
    int inFlight,
    Duration requestTimeout,
    Duration flushTimeout,
    boolean idempotent,
    ReplaySettings replay) {
  private static final String URL = "event-producer.url";

  public static ProducerSettings read(Settings s) {
    return new ProducerSettings(
        url(s),
        s.flag("event-producer.generator", true, "generate events; a replay runs either way"),
        s.number("event-producer.rate", 20, 0.1, 100_000, "generated events a second"),
        s.choice("event-producer.shape", Shape.UNIFORM, "how the amounts run, within [0, 10)"),
        s.duration(
            "event-producer.period",
            Duration.ofMinutes(1),
            Duration.ofSeconds(1),
            Duration.ofDays(1),
            "period of sine and bursts"),
        s.integer(
            "event-producer.seed",
            0,
            0,
            Integer.MAX_VALUE,
            "the same seed gives the same amounts, 0 different ones each time"),
        s.integer("event-producer.batch-max", 2_000, 1, 100_000, "events a request at most"),
        s.duration(
            "event-producer.linger",
            Duration.ofMillis(200),
            Duration.ZERO,
            Duration.ofMinutes(1),
            "how long a generated event may wait for a fuller batch"),
        s.integer(
            "event-producer.buffer",
            100_000,
            1,
            10_000_000,
            "generated events kept while the API is away; further ones are dropped"),
        s.integer(
            "event-producer.in-flight",
            1,
            1,
            64,
            "requests at a time; above 1 the order of events is not kept"),
        s.duration(
            "event-producer.request-timeout",
            Duration.ofSeconds(15),
            Duration.ofMillis(100),
            Duration.ofMinutes(5),
            "how long an answer is waited for"),
        s.duration(
            "event-producer.flush-timeout",
            Duration.ofSeconds(3),
            Duration.ZERO,
            Duration.ofMinutes(1),
            "how long a stop waits for what is unsent"),
        s.flag(
            "event-producer.idempotent",
            true,
            "send each batch under an Idempotency-Key, so that a retry is stored once"),
        ReplaySettings.read(s));
  }

  private static String url(Settings s) {
    String text = s.text(URL, "http://127.0.0.1:9998", "base URL of event-api").strip();
    if (!isHttp(text)) {
      s.refuse(
          String.format(
              Locale.ROOT,
              "%s (%s): '%s' is not of the form http://host:port",
              URL,
              Settings.envName(URL),
              text));
    }
    return text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
  }

  private static boolean isHttp(String text) {
    try {
      URI uri = new URI(text);
      return uri.getHost() != null
          && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))
          && uri.getUserInfo() == null
          && uri.getQuery() == null
          && uri.getFragment() == null;
    } catch (URISyntaxException e) {
      return false;
    }
  }
}
