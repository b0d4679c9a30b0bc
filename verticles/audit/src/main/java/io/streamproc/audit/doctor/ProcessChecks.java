package io.streamproc.audit.doctor;

import io.streamproc.core.http.HttpSurface;
import io.streamproc.core.metrics.ProcessMeters;
import io.streamproc.core.text.HttpDate;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Judges a process with roles by the answers of its management port. */
public final class ProcessChecks {
  private static final Duration EXPIRES_SOON = Duration.ofDays(14);
  private static final Pattern EXPIRY =
      values(HttpSurface.CERTIFICATE_EXPIRY, "_seconds\\{[^}]*server=\"([^\"]+)\"[^}]*} (\\S+)");
  private static final Pattern VERSION =
      values(ProcessMeters.BUILD_INFO, "\\{[^}]*version=\"([^\"]+)\"");
  private static final Pattern MEMBERS = values(ProcessMeters.CLUSTER_MEMBERS, " (\\S+)");

  private ProcessChecks() {}

  /**
   * @param rest expression for what follows the name in a line of Prometheus text
   */
  private static Pattern values(String meter, String rest) {
    return Pattern.compile("^" + meter.replace('.', '_') + rest, Pattern.MULTILINE);
  }

  /**
   * Judges health: one finding for each part that is not ready, or one that all are.
   *
   * @param health body of {@code /health}
   */
  public static List<Diagnosis> health(String process, JsonObject health) {
    List<Diagnosis> found = new ArrayList<>();
    JsonObject degraded = health.getJsonObject("degraded", new JsonObject());
    Set<String> ready = new TreeSet<>();
    for (Object one : health.getJsonArray("checks", new JsonArray())) {
      JsonObject check = (JsonObject) one;
      String part = check.getString("id");
      String reason = check.getJsonObject("data", new JsonObject()).getString("reason", "");
      if ("UP".equals(check.getString("status"))) {
        if (!degraded.containsKey(part)) {
          ready.add(part);
        }
      } else {
        found.add(
            Diagnosis.error(
                process, part + " is not ready: " + reason, "see the log of this process"));
      }
    }
    degraded.forEach(
        part ->
            found.add(
                Diagnosis.warning(
                    process,
                    part.getKey() + " is degraded: " + part.getValue(),
                    "look at the server that it names")));
    if (found.isEmpty()) {
      found.add(Diagnosis.ok(process, "ready: " + String.join(", ", ready)));
    }
    return found;
  }

  /**
   * Judges the clock of a process.
   *
   * @param date header of its answer (RFC 9110, 5.6.7), whole seconds
   * @return nothing if the header is absent or malformed
   */
  public static List<Diagnosis> clock(String process, String date, Instant now) {
    return HttpDate.parse(date)
        .map(second -> second.plusMillis(500)) // the middle of it
        .map(its -> List.of(Clocks.judge(process, Duration.between(now, its))))
        .orElse(List.of());
  }

  /**
   * Judges the certificates of the HTTP servers of a process.
   *
   * @param metrics body of {@code /metrics}
   */
  public static List<Diagnosis> certificates(String process, String metrics, Instant now) {
    List<Diagnosis> found = new ArrayList<>();
    Matcher matcher = EXPIRY.matcher(metrics);
    while (matcher.find()) {
      Instant end = Instant.ofEpochSecond((long) Double.parseDouble(matcher.group(2)));
      String text = "the certificate of " + matcher.group(1) + " is valid until " + end;
      String remedy = "replace its file; running servers read it again";
      if (!end.isAfter(now)) {
        found.add(Diagnosis.error(process, text, remedy));
      } else if (end.isBefore(now.plus(EXPIRES_SOON))) {
        found.add(Diagnosis.warning(process, text, remedy));
      } else {
        found.add(Diagnosis.ok(process, text));
      }
    }
    return found;
  }

  /**
   * Judges the versions of all processes.
   *
   * @param versions by process
   * @return nothing if none is known
   */
  public static List<Diagnosis> versions(Map<String, String> versions) {
    if (versions.isEmpty()) {
      return List.of();
    }
    if (Set.copyOf(versions.values()).size() == 1) {
      return List.of(Diagnosis.ok("processes", "version " + versions.values().iterator().next()));
    }
    return List.of(
        Diagnosis.warning(
            "processes",
            "different versions: " + listed(versions),
            "finish the update, one role after the other"));
  }

  /**
   * Judges what the members of a cluster see of each other.
   *
   * @param members by process how many it sees, itself included
   * @return nothing without a cluster
   */
  public static List<Diagnosis> members(Map<String, Integer> members) {
    if (members.isEmpty()) {
      return List.of();
    }
    if (Set.copyOf(members.values()).size() == 1) {
      return List.of(
          Diagnosis.ok(
              "event bus", members.values().iterator().next() + " members see each other"));
    }
    return List.of(
        Diagnosis.error(
            "event bus",
            "its members see different numbers of members: " + listed(members),
            "look at the network between them; they join again within seconds"));
  }

  private static String listed(Map<String, ?> values) {
    return values.entrySet().stream()
        .map(one -> one.getValue() + " at " + one.getKey())
        .collect(Collectors.joining(", "));
  }

  /** The version of a process, from the body of {@code /metrics}. */
  public static Optional<String> version(String metrics) {
    Matcher matcher = VERSION.matcher(metrics);
    return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
  }

  /** How many members of its cluster a process sees, from the body of {@code /metrics}. */
  public static Optional<Integer> seenMembers(String metrics) {
    Matcher matcher = MEMBERS.matcher(metrics);
    return matcher.find()
        ? Optional.of((int) Double.parseDouble(matcher.group(1)))
        : Optional.empty();
  }
}
