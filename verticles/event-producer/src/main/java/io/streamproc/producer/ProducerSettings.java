package io.streamproc.producer;

import io.streamproc.core.settings.Secret;
import io.streamproc.core.settings.Settings;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Locale;

/**
 * @param url base URL of event-api, http or https
 * @param token API key or token for event-api, or empty
 * @param trust PEM file with the authorities of event-api's certificate, or empty for Java's
 * @param generator whether events are generated; does not affect a replay
 * @param rate generated events per second
 * @param shape shape of the sequence of amounts
 * @param period period of the sine wave and of the bursts
 * @param control whether rate and shape can be changed over the event bus
 * @param seed the same seed, shape, period and rate give the same amounts; 0: different each time
 * @param batchMax largest number of events per request
 * @param linger how long a generated event may wait for a batch to fill up
 * @param buffer largest number of unsent generated events; further events are dropped and counted
 * @param inFlight concurrent requests; above 1 the order of events is not kept
 * @param requestTimeout timeout of one request
 * @param flushTimeout how long a stop waits for unsent events
 * @param idempotent whether each batch has an idempotency key, so that retries are stored once
 * @param replay the file to replay, if any
 */
public record ProducerSettings(
    String url,
    Secret token,
    String trust,
    boolean generator,
    double rate,
    Shape shape,
    Duration period,
    boolean control,
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
        token(s),
        s.text(
            "event-producer.trust",
            "",
            "PEM file with the authorities that event-api may have its certificate from; by"
                + " default those of Java"),
        s.flag("event-producer.generator", true, "generate events; does not affect a replay"),
        s.number("event-producer.rate", 20, 0.1, 100_000, "generated events per second"),
        s.choice(
            "event-producer.shape",
            Shape.UNIFORM,
            "shape of the amounts over time, within [0, 10)"),
        s.duration(
            "event-producer.period",
            Duration.ofMinutes(1),
            Duration.ofSeconds(1),
            Duration.ofDays(1),
            "period of sine and bursts"),
        s.flag(
            "event-producer.control",
            false,
            "let the page change rate and shape of a producer in the process of web-ui"),
        s.integer(
            "event-producer.seed",
            0,
            0,
            Integer.MAX_VALUE,
            "the same seed gives the same amounts; 0: different ones each time"),
        s.integer(
            "event-producer.batch-max", 2_000, 1, 100_000, "largest number of events per request"),
        s.duration(
            "event-producer.linger",
            Duration.ofMillis(200),
            Duration.ZERO,
            Duration.ofMinutes(1),
            "how long a generated event may wait for its batch to fill up"),
        s.integer(
            "event-producer.buffer",
            100_000,
            1,
            10_000_000,
            "largest number of unsent generated events; further ones are dropped"),
        s.integer(
            "event-producer.in-flight",
            1,
            1,
            64,
            "concurrent requests; above 1 the order of events is not kept"),
        requestTimeout(s),
        flushTimeout(s),
        s.flag(
            "event-producer.idempotent",
            true,
            "send each batch under an Idempotency-Key, so that a retry is stored once"),
        ReplaySettings.read(s));
  }

  /** One from a file may end with a line break, which no header can contain. */
  private static Secret token(Settings s) {
    String meaning = "API key or token for event-api, if it wants one";
    return new Secret(s.secret("event-producer.token", "", meaning).value().strip());
  }

  private static Duration requestTimeout(Settings s) {
    return s.duration(
        "event-producer.request-timeout",
        Duration.ofSeconds(15),
        Duration.ofMillis(100),
        Duration.ofMinutes(5),
        "timeout of one request");
  }

  private static Duration flushTimeout(Settings s) {
    return s.duration(
        "event-producer.flush-timeout",
        Duration.ofSeconds(3),
        Duration.ZERO,
        Duration.ofMinutes(1),
        "how long a stop waits for unsent events");
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
