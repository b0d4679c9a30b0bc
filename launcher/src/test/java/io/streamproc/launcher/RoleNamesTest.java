package io.streamproc.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.streamproc.core.role.Role;
import io.streamproc.core.role.Roles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Names of roles outside of the roles' own modules. A file takes the names from the roles'
 * descriptions or from the chart's values, unless it concerns one role only, such as the page. The
 * files that do are listed here, so that a role that is renamed or removed is found in all of them.
 */
@DisplayName("Names of roles")
class RoleNamesTest {
  private static final Path ROOT = Path.of("..");

  /** Folders of the chart and the scripts, and of main code that must do for any role. */
  private static final List<String> FOLDERS =
      List.of(
          "k8s/streamproc/templates",
          "k8s/dev",
          "k8s/k3d",
          "k8s/kind",
          "scripts",
          "verticles/core/src/main",
          "verticles/consumer/src/main",
          "verticles/stores/src/main",
          "launcher/src/main",
          "verticles/audit/src/main",
          "launcher/cluster/src/main",
          "launcher/embedded/src/main");

  private static final String STORES = "verticles/stores/src/main/java/io/streamproc/stores/";
  private static final String LAUNCHER = "launcher/src/main/java/io/streamproc/launcher/";

  /** The files that name roles: an ingress rule, the smoke test, an option with a short name. */
  private static final Map<String, Set<String>> NAMED =
      Map.ofEntries(
          Map.entry("k8s/dev/ingress.yaml", Set.of("aggregator", "event-api", "web-ui")),
          Map.entry("k8s/streamproc/templates/NOTES.txt", Set.of("event-api", "web-ui")),
          Map.entry("k8s/streamproc/templates/gateway.yaml", Set.of("event-api", "web-ui")),
          Map.entry("k8s/streamproc/templates/ingress.yaml", Set.of("event-api", "web-ui")),
          Map.entry(
              "k8s/streamproc/templates/networkpolicy.yaml",
              Set.of("aggregator", "event-api", "web-ui")),
          Map.entry(
              "k8s/streamproc/templates/tests/smoke.yaml",
              Set.of("aggregator", "event-api", "web-ui")),
          Map.entry("scripts/dev_port_forward.sh", Set.of("aggregator", "web-ui")),
          Map.entry("scripts/dev_watch.sh", Set.of("web-ui")),
          Map.entry("scripts/locales.sh", Set.of("aggregator", "auditor")),
          Map.entry("scripts/try_new_role.sh", Set.of("aggregator")),
          Map.entry(
              "verticles/core/src/main/resources/openapi.yaml",
              Set.of("aggregator", "auditor", "event-api", "web-ui")),
          Map.entry(STORES + "timescale/Migrations.java", Set.of("consumer-high")),
          Map.entry(STORES + "timescale/TimescaleAudit.java", Set.of("consumer-high")),
          Map.entry(LAUNCHER + "command/ReplayCommand.java", Set.of("event-producer")),
          Map.entry(
              LAUNCHER + "command/SmokeCommand.java", Set.of("aggregator", "event-api", "web-ui")),
          Map.entry(LAUNCHER + "local/LocalCommand.java", Set.of("event-api", "web-ui")),
          Map.entry(
              LAUNCHER + "local/LocalOptions.java",
              Set.of("event-api", "event-producer", "web-ui")),
          Map.entry(LAUNCHER + "local/LocalSystem.java", Set.of("event-producer")),
          Map.entry(LAUNCHER + "TrainingRun.java", Set.of("aggregator")),
          Map.entry(LAUNCHER + "local/ReplayOptions.java", Set.of("event-producer")));

  private static final Pattern JAVA_STRING = Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*\"");

  /** A comment may name roles as documents do: a line of its own, or the end of a line. */
  private static final Pattern COMMENT =
      Pattern.compile("(?m)^\\s*(#|\\{\\{-?/\\*|\\*|/\\*|//).*$|\\s#\\s.*$");

  private static List<Role<?>> product() {
    return Roles.all().stream()
        .filter(role -> !role.getClass().getPackageName().startsWith("io.streamproc.example."))
        .toList();
  }

  private static Set<String> roles() {
    return product().stream().map(Role::name).collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  @DisplayName("stand in the files of this list only")
  void namedIn() throws IOException {
    Pattern names = pattern(roles());
    Map<String, Set<String>> found = new TreeMap<>();
    for (String folder : FOLDERS) {
      try (Stream<Path> files = Files.walk(ROOT.resolve(folder))) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          Set<String> named = namesIn(file, names);
          if (!named.isEmpty()) {
            found.put(ROOT.relativize(file).toString(), named);
          }
        }
      }
    }
    assertEquals(new TreeMap<>(NAMED), found);
  }

  private static Pattern pattern(Set<String> names) {
    String any = names.stream().map(Pattern::quote).collect(Collectors.joining("|"));
    return Pattern.compile("(?<![A-Za-z0-9])(" + any + ")(?![A-Za-z0-9])");
  }

  private static Set<String> namesIn(Path file, Pattern names) throws IOException {
    String text = COMMENT.matcher(Files.readString(file)).replaceAll("");
    if (file.toString().endsWith(".java")) {
      text = all(JAVA_STRING, text).collect(Collectors.joining("\n"));
    }
    return all(names, text).collect(Collectors.toCollection(TreeSet::new));
  }

  private static Stream<String> all(Pattern pattern, String text) {
    return pattern.matcher(text).results().map(found -> found.group());
  }

  @Test
  @DisplayName("in the chart's templates are those of roles with a port, as each needs its service")
  void withPort() {
    Map<String, Boolean> ports =
        product().stream().collect(Collectors.toMap(Role::name, r -> !r.ports().isEmpty()));
    NAMED.forEach(
        (file, names) -> {
          if (file.startsWith("k8s/")) {
            names.forEach(name -> assertEquals(Boolean.TRUE, ports.get(name), file + ": " + name));
          }
        });
  }

  @Test
  @DisplayName("scripts/locales.sh starts the verticles of all roles by class name")
  void locales() throws IOException {
    String script = Files.readString(ROOT.resolve("scripts/locales.sh"));
    Matcher list = Pattern.compile("(?m)^roles=\\((.*)\\)$").matcher(script);
    assertTrue(list.find(), "no line 'roles=(...)'");
    Set<String> started =
        Arrays.stream(list.group(1).split(" "))
            .map(entry -> entry.split(":"))
            .map(entry -> "io.streamproc." + entry[1] + "." + entry[0] + "Verticle")
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> verticles =
        product().stream()
            .map(role -> role.getClass().getName().replaceFirst("Role$", "Verticle"))
            .collect(Collectors.toCollection(TreeSet::new));
    assertEquals(verticles, started);
  }
}
