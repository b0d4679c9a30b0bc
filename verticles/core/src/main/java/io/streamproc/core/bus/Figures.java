package io.streamproc.core.bus;

import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * What a role counts, for people. A total only grows while the instance runs; whoever gets two of
 * them computes a rate. A gauge is a value of the moment. A name says what is counted: the page has
 * words for the names below, and shows others as they are, so a role may have figures of its own.
 *
 * @param totals counts since the start of the instance, at least 0, by name
 * @param gauges finite values, by name; those of several instances are added, except those whose
 *     name ends in {@code Seconds}, of which the greatest counts
 */
public record Figures(Map<String, Long> totals, Map<String, Double> gauges) {
  /** Total: events that came in. */
  public static final String EVENTS_IN = "eventsIn";

  /** Total: events that were passed on, and that the receiver has acknowledged or stored. */
  public static final String EVENTS_OUT = "eventsOut";

  /** Total: events that the receiver refused for good. */
  public static final String EVENTS_REFUSED = "eventsRefused";

  /** Total: events that were dropped because a buffer was full. */
  public static final String EVENTS_DROPPED = "eventsDropped";

  /** Total: events that were stored before, and not again. */
  public static final String EVENTS_REPEATED = "eventsRepeated";

  /** Total: records that became dead letters. */
  public static final String DEAD = "dead";

  /** Total: requests of clients that were refused. */
  public static final String REQUESTS_REFUSED = "requestsRefused";

  /** Total: attempts that failed and are repeated. */
  public static final String RETRIES = "retries";

  /** Total: hints that a series changed. */
  public static final String HINTS_IN = "hintsIn";

  /** Total: changed buckets that were published. */
  public static final String BUCKETS_OUT = "bucketsOut";

  /** Total: live updates that came in. */
  public static final String UPDATES_IN = "updatesIn";

  /** Total: live updates that were sent to clients. */
  public static final String MESSAGES_OUT = "messagesOut";

  /** Total: queries that were answered. */
  public static final String QUERIES = "queries";

  /** Total: queries without an answer. */
  public static final String QUERIES_FAILED = "queriesFailed";

  /** Gauge: events that wait for this role. */
  public static final String LAG = "lag";

  /** Gauge: age of the oldest event that waits for this role, seconds. */
  public static final String LAG_SECONDS = "lagSeconds";

  /** Gauge: events that this role holds and that nobody has acknowledged. */
  public static final String UNSENT = "unsent";

  /** Gauge: open live connections. */
  public static final String CONNECTIONS = "connections";

  /** None, as long as nothing is counted. */
  public static final Figures NONE = new Figures(Map.of(), Map.of());

  /** Of each kind. A role has about ten. */
  private static final int MOST = 40;

  private static final Pattern NAME = Pattern.compile("[a-z][A-Za-z0-9]{0,39}");

  public Figures {
    totals = Map.copyOf(totals);
    gauges = Map.copyOf(gauges);
    requireNames(totals);
    requireNames(gauges);
    if (totals.values().stream().anyMatch(total -> total < 0)
        || !gauges.values().stream().allMatch(Double::isFinite)) {
      throw new IllegalArgumentException("a figure is out of its range");
    }
  }

  private static void requireNames(Map<String, ?> figures) {
    if (figures.size() > MOST
        || !figures.keySet().stream().allMatch(name -> NAME.matcher(name).matches())) {
      throw new IllegalArgumentException("no names of figures: " + figures.size());
    }
  }

  /**
   * The same figures and a total.
   *
   * @param value as a counter has it: a whole number, at least 0
   */
  public Figures total(String name, double value) {
    Map<String, Long> more = new TreeMap<>(totals);
    more.put(name, (long) value);
    return new Figures(more, gauges);
  }

  /**
   * The same figures and a gauge.
   *
   * @param value left out if it is not a number, that is unknown
   */
  public Figures gauge(String name, double value) {
    if (!Double.isFinite(value)) {
      return this;
    }
    Map<String, Double> more = new TreeMap<>(gauges);
    more.put(name, value);
    return new Figures(totals, more);
  }

  /** {@code {"totals": {…}, "gauges": {…}}}. */
  public JsonObject toJson() {
    return new JsonObject().put("totals", sorted(totals)).put("gauges", sorted(gauges));
  }

  private static JsonObject sorted(Map<String, ?> figures) {
    JsonObject json = new JsonObject();
    new TreeMap<>(figures).forEach(json::put);
    return json;
  }

  /**
   * @throws RuntimeException if a field is missing, of the wrong type or out of its range
   */
  public static Figures fromJson(JsonObject json) {
    return new Figures(
        numbers(json.getJsonObject("totals"), Number::longValue),
        numbers(json.getJsonObject("gauges"), Number::doubleValue));
  }

  private static <T> Map<String, T> numbers(JsonObject json, Function<Number, T> value) {
    Map<String, T> numbers = new TreeMap<>();
    json.forEach(entry -> numbers.put(entry.getKey(), value.apply((Number) entry.getValue())));
    return numbers;
  }
}
