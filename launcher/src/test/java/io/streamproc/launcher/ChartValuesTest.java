package io.streamproc.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.streamproc.core.role.ListenSettings;
import io.streamproc.core.role.Role;
import io.streamproc.core.role.Roles;
import io.streamproc.core.role.Server;
import io.streamproc.core.role.Stage;
import io.streamproc.core.settings.Setting;
import io.streamproc.core.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/** What the chart gives each role follows from what the role tells about itself. */
@DisplayName("The chart's values")
public class ChartValuesTest {
  /** Keys of a role's entry that say what the role needs, and are compared here. */
  private static final List<String> COMPARED =
      List.of("uses", "bus", "port", "section", "generates");

  /** The examples are not part of the product. */
  private static Stream<Role<?>> product() {
    return Roles.all().stream()
        .filter(role -> !role.getClass().getPackageName().startsWith("io.streamproc.example."));
  }

  @Test
  @DisplayName("deploy every role, and wire to it what it needs")
  void roles() throws IOException {
    assertWired(Path.of(".."));
  }

  /** Compares the values of the chart in this checkout with the roles. */
  public static void assertWired(Path root) throws IOException {
    Map<String, Map<String, Object>> described = new TreeMap<>();
    product().forEach(role -> described.put(role.name(), entry(role)));
    Map<String, Map<String, Object>> deployed = new TreeMap<>();
    values(root).forEach((name, entry) -> deployed.put(name, compared(entry)));
    assertEquals(described, deployed);
  }

  /** The entry that the role's description asks for; what is off or usual is left out. */
  private static Map<String, Object> entry(Role<?> role) {
    Map<String, Object> entry = new TreeMap<>();
    TreeSet<String> uses = new TreeSet<>(role.urls().keySet());
    role.servers().stream().map(Server::id).forEach(uses::add);
    entry.put("uses", uses);
    if (role.usesBus()) {
      entry.put("bus", true);
    }
    if (role.stage() == Stage.SOURCE) {
      entry.put("generates", true);
    }
    if (!role.section().equals(role.name())) {
      entry.put("section", role.section());
    }
    assertTrue(role.ports().size() <= 1, "the chart has one port for each role");
    for (ListenSettings keys : role.ports()) {
      assertEquals(ListenSettings.of(role.section()), keys);
      entry.put("port", Integer.valueOf(defaultOf(role, keys.port())));
    }
    return entry;
  }

  private static String defaultOf(Role<?> role, String key) {
    Settings settings = Settings.of(Map.of());
    role.read(settings);
    return settings.declared().stream()
        .filter(setting -> setting.key().equals(key))
        .map(Setting::fallback)
        .findFirst()
        .orElseThrow();
  }

  private static Map<String, Object> compared(Map<String, Object> entry) {
    Map<String, Object> compared = new TreeMap<>(entry);
    compared.keySet().retainAll(COMPARED);
    compared.put("uses", new TreeSet<>((Collection<?>) entry.get("uses")));
    return compared;
  }

  private static Map<String, Map<String, Object>> values(Path root) throws IOException {
    Map<String, Map<String, Map<String, Object>>> values =
        new Yaml().load(Files.readString(root.resolve("k8s/streamproc/values.yaml")));
    return values.get("roles");
  }

  @Test
  @DisplayName("name the setting by which a role reaches another: url, in its own section")
  void urls() {
    product()
        .forEach(
            role ->
                role.urls()
                    .forEach((other, key) -> assertEquals(role.section() + ".url", key, other)));
  }
}
