package io.streamproc.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.streamproc.core.role.Role;
import io.streamproc.core.role.Roles;
import io.streamproc.core.settings.Durations;
import io.streamproc.core.settings.Setting;
import io.streamproc.core.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Compares the tables of the READMEs with the roles' descriptions. */
@DisplayName("In the READMEs")
class RoleDocumentsTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Pattern ROLE = Pattern.compile("\\[([a-z0-9-]+)]\\(([^)]+)\\)");
  private static final Pattern VALUE = Pattern.compile("`([^`]*)`|\\bnone\\b");

  static List<Role<?>> roles() {
    return Roles.all();
  }

  /** Settings that the role declares, with their defaults. */
  private static Map<String, String> declared(Role<?> role) {
    Settings settings = Settings.of(Map.of());
    role.read(settings);
    return settings.declared().stream().collect(Collectors.toMap(Setting::key, Setting::fallback));
  }

  private static Path module(Role<?> role) {
    Path product = ROOT.resolve("verticles").resolve(role.name());
    return Files.isDirectory(product) ? product : ROOT.resolve("examples").resolve(role.name());
  }

  /** The cells of the table that begins with this row. */
  private static List<List<String>> table(Path file, String head) throws IOException {
    List<String> lines = Files.readAllLines(file);
    int first = lines.indexOf(head);
    assertTrue(first >= 0, () -> file + " has no table with the head " + head);
    return lines.stream()
        .skip(first + 2L)
        .takeWhile(line -> line.startsWith("|"))
        .map(line -> List.of(line.substring(1).split("(?<!\\\\)\\|")))
        .map(cells -> cells.stream().map(String::strip).toList())
        .toList();
  }

  @Test
  @DisplayName("the table of roles names roles in the order of the pipeline, with their ports")
  void roleTable() throws IOException {
    List<String> named = new ArrayList<>();
    for (List<String> row :
        table(ROOT.resolve("README.md"), "| role | consumes | produces | port |")) {
      Matcher cell = ROLE.matcher(row.get(0));
      assertTrue(cell.matches(), row.get(0));
      assertTrue(Files.exists(ROOT.resolve(cell.group(2))), cell.group(2));
      Role<?> role =
          roles().stream().filter(r -> r.name().equals(cell.group(1))).findFirst().orElseThrow();
      named.add(role.name());
      assertEquals(
          role.ports().stream().map(port -> declared(role).get(port.port())).toList(),
          row.size() < 4 || row.get(3).isEmpty() ? List.of() : List.of(row.get(3)),
          role.name());
    }
    assertFalse(named.isEmpty());
    assertEquals(
        roles().stream().map(Role::name).filter(named::contains).toList(), named, "their order");
  }

  @ParameterizedTest
  @DisplayName("of a role, every setting of its section is listed, each with its default")
  @MethodSource("roles")
  void settings(Role<?> role) throws IOException {
    Map<String, String> declared = declared(role);
    TreeSet<String> listed = new TreeSet<>();
    for (List<String> row :
        table(module(role).resolve("README.md"), "| key | default | meaning |")) {
      List<String> keys = values(row.get(0));
      List<String> defaults = values(row.get(1));
      for (int i = 0; i < keys.size(); i++) {
        String key = keys.get(i);
        listed.add(key);
        if (!key.endsWith(".*")) {
          assertTrue(declared.containsKey(key), () -> role.name() + " has no setting " + key);
          assertSame(declared.get(key), defaults.get(defaults.size() == 1 ? 0 : i), key);
        }
      }
    }
    TreeSet<String> missing = new TreeSet<>(declared.keySet());
    missing.removeIf(key -> !key.startsWith(role.section() + ".") || listed.contains(key));
    assertEquals(new TreeSet<>(), missing, role.name());
  }

  /** The code in a cell; the word none stands for an empty text. */
  private static List<String> values(String cell) {
    return VALUE
        .matcher(cell)
        .results()
        .map(match -> match.group(1) == null ? "" : match.group(1))
        .toList();
  }

  private static void assertSame(String declared, String listed, String key) {
    if (!listed.equals(declared.replaceFirst("\\.0$", ""))) {
      assertEquals(Durations.parse(declared), Durations.parse(listed), key);
    }
  }
}
