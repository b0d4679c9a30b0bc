package io.streamproc.launcher;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.streamproc.core.settings.Setting;
import io.streamproc.core.settings.Settings;
import io.streamproc.core.settings.SettingsException;
import io.streamproc.launcher.settings.AllSettings;
import io.streamproc.testkit.Cli;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A credential in the value of any setting")
class MaskingTest {
  private static final String SECRET = "s3cr3t";

  /** Every key there is, pass-through ones by an example. */
  private static List<String> keys() {
    Settings settings = Settings.of(Map.of());
    AllSettings.declare(settings);
    return settings.declared().stream()
        .map(Setting::key)
        .map(key -> key.replace("*", "sasl.jaas.config"))
        .toList();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://user:s3cr3t@host:8086",
        "http://user:p/s3cr3t@host:8086",
        "user:s3cr3t@host:8086",
        "https://host/?u=a&p=s3cr3t",
        "http://host/x#s3cr3t",
        "host?password=s3cr3t",
        "jdbc:postgresql://h/d?user=u&password=s3cr3t",
        "org.x.Module required username=\"u\" password=\"s3cr3t\";",
        "Authorization: Bearer s3cr3t",
        "Token s3cr3t",
        "-----BEGIN PRIVATE KEY-----\ns3cr3t\n-----END PRIVATE KEY-----",
      })
  @DisplayName("is neither listed nor shown in an error, from any source")
  void everywhere(String value, @TempDir Path folder) throws IOException {
    List<String> options = new ArrayList<>(List.of("config"));
    Map<String, String> environment = new TreeMap<>();
    StringBuilder file = new StringBuilder();
    for (String key : keys()) {
      options.add("--set=" + key + "=" + value);
      environment.put(Settings.envName(key), value);
      file.append(key).append('=').append(value.replace("\n", " ")).append('\n');
    }
    Cli set = Cli.run(Main::execute, options.toArray(String[]::new));
    assertHidden(set.out() + set.err());
    assertTrue(set.err().contains("settings refused"), set.err());
    Path config = Files.writeString(folder.resolve("s3.properties"), file);
    Cli fromFile = Cli.run(Main::execute, "config", "--env", "--config=" + config);
    assertHidden(fromFile.out() + fromFile.err());
    assertHidden(refusal(Map.of(), environment));
  }

  @Test
  @DisplayName("is not told when one key alone has it, as a role's start does")
  void oneByOne() {
    for (String key : keys()) {
      assertHidden(refusal(Map.of(key, "http://user:" + SECRET + "@host"), Map.of()));
    }
  }

  private static String refusal(Map<String, String> overrides, Map<String, String> environment) {
    Settings settings = Settings.load(overrides, environment);
    AllSettings.declare(settings);
    String said = settings.changed() + settings.declared();
    try {
      settings.check();
      return said;
    } catch (SettingsException e) {
      return said + e.getMessage() + e.problems();
    }
  }

  private static void assertHidden(String text) {
    assertFalse(text.contains(SECRET), () -> excerpt(text));
  }

  private static String excerpt(String text) {
    int at = text.indexOf(SECRET);
    return "told: ..." + text.substring(Math.max(0, at - 200), Math.min(text.length(), at + 20));
  }

  @Test
  @DisplayName("is not told where an option is malformed")
  void malformedOption() {
    Cli refused = Cli.run(Main::execute, "config", "--set", "timescale.password " + SECRET);
    assertHidden(refused.out() + refused.err());
  }
}
