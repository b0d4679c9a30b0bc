package io.streamproc.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.streamproc.core.role.Role;
import io.streamproc.core.role.Roles;
import io.streamproc.core.role.Server;
import io.streamproc.core.settings.Setting;
import io.streamproc.core.settings.Settings;
import io.streamproc.launcher.node.RoleTable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Compares the roles' descriptions with their modules and their settings. */
@DisplayName("The description of a role")
public class RoleModulesTest {
  private static final Pattern VERTICLE =
      Pattern.compile("(?<!abstract )class \\w+\\s+extends\\s+\\w*Verticle\\b");

  static List<Role<?>> roles() {
    return Roles.all();
  }

  @Test
  @DisplayName("is found for each module that has a verticle, even if no module depends on it")
  void everyModule() throws IOException {
    assertFound(Path.of("..").toAbsolutePath().normalize());
  }

  /** Compares the roles that are found with the modules of this checkout. */
  public static void assertFound(Path root) throws IOException {
    Set<String> modules = new TreeSet<>();
    for (String parent : List.of("verticles", "examples")) {
      try (Stream<Path> folders = Files.list(root.resolve(parent))) {
        folders
            .filter(RoleModulesTest::hasVerticle)
            .forEach(folder -> modules.add(folder.getFileName().toString()));
      }
    }
    assertEquals(
        modules,
        roles().stream().map(Role::name).collect(Collectors.toCollection(TreeSet::new)),
        "a module is missing here if it has no META-INF/services/"
            + Role.class.getName()
            + " or if launcher/pom.xml does not depend on it");
  }

  private static boolean hasVerticle(Path module) {
    Path sources = module.resolve("src/main/java");
    if (!Files.isDirectory(sources)) {
      return false;
    }
    try (Stream<Path> files = Files.walk(sources)) {
      return files
          .filter(file -> file.toString().endsWith(".java"))
          .anyMatch(file -> VERTICLE.matcher(read(file)).find());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  @DisplayName("names a section that is not the beginning of another section, as variables are")
  void sections() {
    Set<String> sections = Roles.sections();
    for (String one : sections) {
      for (String other : sections) {
        assertFalse(other.startsWith(one + "-"), () -> one + " is the beginning of " + other);
      }
    }
  }

  @ParameterizedTest
  @DisplayName("names only sections whose settings the role reads, and all of them")
  @MethodSource("roles")
  void settings(Role<?> role) {
    Set<String> read =
        declared(role).keySet().stream()
            .map(key -> key.substring(0, key.indexOf('.')))
            .collect(Collectors.toCollection(TreeSet::new));
    read.removeAll(Set.of("http", "security")); // shared by every role with a port
    Set<String> described = new TreeSet<>(Set.of(role.section()));
    role.servers().forEach(server -> described.add(server.id()));
    assertEquals(described, read);
  }

  @ParameterizedTest
  @DisplayName("names settings that exist for every port and URL, and all ports")
  @MethodSource("roles")
  void ports(Role<?> role) {
    Map<String, String> declared = declared(role);
    Set<String> ports = new TreeSet<>();
    role.ports()
        .forEach(
            keys -> {
              assertTrue(declared.containsKey(keys.host()), keys.host());
              ports.add(keys.port());
            });
    String own = role.section() + ".";
    assertEquals(
        ports,
        declared.keySet().stream()
            .filter(key -> key.startsWith(own) && key.endsWith("port"))
            .collect(Collectors.toCollection(TreeSet::new)));
    role.urls()
        .forEach(
            (other, setting) -> {
              assertTrue(declared.containsKey(setting), setting);
              Role<?> target = RoleTable.discover().named(List.of(other)).roles().get(0);
              assertFalse(target.ports().isEmpty(), other);
            });
  }

  /** The settings that a role declares, with their defaults. */
  private static Map<String, String> declared(Role<?> role) {
    Settings settings = Settings.of(Map.of());
    role.read(settings);
    return settings.declared().stream().collect(Collectors.toMap(Setting::key, Setting::fallback));
  }

  @Test
  @DisplayName("does not take the name of a server")
  void servers() {
    List<String> servers = Arrays.stream(Server.values()).map(Server::id).toList();
    roles().forEach(role -> assertFalse(servers.contains(role.name()), role.name()));
  }
}
