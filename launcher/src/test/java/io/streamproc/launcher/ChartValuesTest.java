package io.streamproc.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.streamproc.core.http.HttpSettings;
import io.streamproc.core.role.ListenSettings;
import io.streamproc.core.role.Role;
import io.streamproc.core.role.Roles;
import io.streamproc.core.role.Server;
import io.streamproc.core.role.Stage;
import io.streamproc.core.settings.Setting;
import io.streamproc.core.settings.Settings;
import io.streamproc.launcher.settings.ClientSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.common.utils.AppInfoParser;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/** Compares the chart's values of each role with the role's description. */
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

  /** The entry for the role's description, without values that are off or default. */
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
  @DisplayName("name the settings for another role: url, token and trust, in its own section")
  void urls() {
    product()
        .forEach(
            role ->
                role.urls()
                    .forEach(
                        (other, key) -> {
                          assertEquals(role.section() + ".url", key, other);
                          Settings settings = Settings.of(Map.of());
                          role.read(settings);
                          assertDeclared(settings, role.section() + ".token");
                          assertDeclared(settings, role.section() + ".trust");
                        }));
  }

  @Test
  @DisplayName("become settings of security and TLS that exist")
  void security() throws IOException {
    Settings settings = Settings.of(Map.of());
    HttpSettings.read(settings);
    ClientSettings.smoke(settings);
    String templates = Files.readString(Path.of("../k8s/streamproc/templates/_helpers.tpl"));
    String names = "(?m)^((?:security|http[.]tls)[.a-z-]+):";
    List<String> set =
        Pattern.compile(names).matcher(templates).results().map(one -> one.group(1)).toList();
    assertEquals(5, set.size(), set::toString);
    set.forEach(key -> assertDeclared(settings, key));
    Map<String, Map<String, Map<String, Object>>> values =
        new Yaml().load(Files.readString(Path.of("../k8s/streamproc/values.yaml")));
    values
        .get("security")
        .get("jwt")
        .keySet()
        .forEach(key -> assertDeclared(settings, "security.jwt." + key));
    assertDeclared(settings, "smoke.token");
    assertDeclared(settings, "smoke.trust");
  }

  private static void assertDeclared(Settings settings, String key) {
    assertTrue(settings.declared().stream().anyMatch(one -> one.key().equals(key)), key);
  }

  /**
   * The tag of an image follows the release some time later, so only the release line has to be the
   * same: Kafka's patch releases of one line are compatible.
   */
  @Test
  @DisplayName("deploy a Kafka of the release line of this build's clients")
  void kafka() throws IOException {
    assertEquals(line(AppInfoParser.getVersion()), line(kafkaImage().replaceFirst(".*:", "")));
  }

  /** Major and minor number of a version. */
  private static String line(String version) {
    return version.replaceFirst("^(\\d+\\.\\d+).*", "$1");
  }

  /** The image of Kafka that the chart deploys. */
  private static String kafkaImage() throws IOException {
    Map<String, Map<String, Map<String, Object>>> values =
        new Yaml().load(Files.readString(Path.of("../k8s/streamproc/values.yaml")));
    Map<String, Object> image = values.get("kafka").get("image");
    return image.get("repository") + ":" + image.get("tag");
  }
}
