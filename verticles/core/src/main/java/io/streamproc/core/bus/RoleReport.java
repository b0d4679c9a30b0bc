package io.streamproc.core.bus;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * How one instance of a role is doing: published once a second by each on {@link
 * io.streamproc.core.Names#BUS_ROLES}, from the beginning of its start to the end of its stop. It
 * has the whole state, so one that is lost, late or duplicated does no harm.
 *
 * @param id unique id of one run of one instance
 * @param role the role's name
 * @param since its start time, epoch milliseconds of its own clock
 * @param uptime milliseconds since its start, by a clock that is never set
 * @param state what readiness says about its own parts
 * @param reasons why parts of it are not ready, by part, as in the response of {@code
 *     /health/ready}
 * @param figures what it counts, or null: the process has no metrics
 */
public record RoleReport(
    String id,
    String role,
    long since,
    long uptime,
    State state,
    Map<String, String> reasons,
    Figures figures) {
  /** Time between two reports of one instance. */
  public static final Duration INTERVAL = Duration.ofSeconds(1);

  /** An instance without a report for this time is silent: three were missed. */
  public static final Duration SILENCE = INTERVAL.multipliedBy(4);

  private static final int LONGEST_ID = 64;
  private static final int MOST_REASONS = 40;
  private static final Pattern ROLE = Pattern.compile("[a-z][a-z0-9-]{0,39}");

  /** What an instance says about itself. */
  public enum State {
    /** All its parts are ready. */
    READY("ready"),
    /** All required parts are ready, others are not. */
    DEGRADED("degraded"),
    /** A required part is not ready. */
    NOT_READY("not-ready"),
    /** It is stopping. */
    LEAVING("leaving");

    private final String id;

    State(String id) {
      this.id = id;
    }

    /** Its name in messages. */
    public String id() {
      return id;
    }

    private static State of(String id) {
      return Arrays.stream(values())
          .filter(state -> state.id.equals(id))
          .findFirst()
          .orElseThrow(() -> new IllegalArgumentException("no such state"));
    }
  }

  public RoleReport {
    reasons = Map.copyOf(reasons);
    if (id.isEmpty() || id.length() > LONGEST_ID || !ROLE.matcher(role).matches()) {
      throw new IllegalArgumentException("no id or no role");
    }
    if (uptime < 0 || reasons.size() > MOST_REASONS) {
      throw new IllegalArgumentException("a negative uptime, or too many reasons");
    }
  }

  public JsonObject toJson() {
    JsonObject why = new JsonObject();
    new TreeMap<>(reasons).forEach(why::put);
    JsonObject json =
        new JsonObject()
            .put("id", id)
            .put("role", role)
            .put("since", since)
            .put("uptime", uptime)
            .put("state", state.id)
            .put("reasons", why);
    return figures == null ? json : json.put("figures", figures.toJson());
  }

  /**
   * @throws RuntimeException if a field is missing or of the wrong type
   */
  public static RoleReport fromJson(JsonObject json) {
    Map<String, String> reasons = new TreeMap<>();
    json.getJsonObject("reasons").forEach(e -> reasons.put(e.getKey(), (String) e.getValue()));
    JsonObject figures = json.getJsonObject("figures");
    return new RoleReport(
        json.getString("id"),
        json.getString("role"),
        json.getLong("since"),
        json.getLong("uptime"),
        State.of(json.getString("state")),
        reasons,
        figures == null ? null : Figures.fromJson(figures));
  }
}
