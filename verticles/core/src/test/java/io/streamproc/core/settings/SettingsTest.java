package io.streamproc.core.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("Settings")
class SettingsTest {
  @Test
  @DisplayName("have their defaults when nothing is given")
  void defaults() {
    Settings s = Settings.of(Map.of());
    assertEquals("events", s.text("a.text", "events", "m"));
    assertTrue(s.secret("a.secret", "", "m").isEmpty());
    assertTrue(s.flag("a.flag", true, "m"));
    assertEquals(5, s.integer("a.integer", 5, 0, 10, "m"));
    assertEquals(8080, s.port("a.port", 8080, "m"));
    assertEquals(0.5, s.number("a.number", 0.5, 0, 1, "m"));
    assertEquals(Duration.ofSeconds(10), duration(s));
    assertEquals(TimeUnit.SECONDS, s.choice("a.choice", TimeUnit.SECONDS, "m"));
    assertEquals(Map.of(), s.passThrough("a.client", "m"));
    s.check();
    assertEquals(9, s.declared().size());
    s.declared().forEach(setting -> assertEquals(setting.fallback(), setting.value()));
  }

  @Test
  @DisplayName("of every type are read")
  void types() {
    Settings s =
        Settings.of(
            Map.of(
                "a.text", "other ${HOME} \\ text",
                "a.secret", "s3cret",
                "a.flag", "FALSE",
                "a.integer", " 7 ",
                "a.port", "0",
                "a.number", "1e-1",
                "a.duration", "250ms",
                "a.choice", "microseconds"));
    assertEquals("other ${HOME} \\ text", s.text("a.text", "events", "m"));
    assertEquals("s3cret", s.secret("a.secret", "", "m").value());
    assertFalse(s.flag("a.flag", true, "m"));
    assertEquals(7, s.integer("a.integer", 5, 0, 10, "m"));
    assertEquals(0, s.port("a.port", 8080, "m"));
    assertEquals(0.1, s.number("a.number", 0.5, 0, 1, "m"));
    assertEquals(Duration.ofMillis(250), duration(s));
    assertEquals(TimeUnit.MICROSECONDS, s.choice("a.choice", TimeUnit.SECONDS, "m"));
    s.check();
  }

  @ParameterizedTest
  @DisplayName("that are wrong are named with their variable, value and reason")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "flag|yes|a.flag (STREAMPROC_A_FLAG): 'yes' is neither true nor false",
        "integer|five|a.integer (STREAMPROC_A_INTEGER): 'five' is not a whole number",
        "integer|5.0|is not a whole number",
        "integer|11|'11' is outside 0 to 10",
        "integer|-1|'-1' is outside 0 to 10",
        "integer|99999999999|is outside 0 to 10",
        "integer|99999999999999999999|is not a whole number",
        "port|65536|is outside 0 to 65535",
        "number|x|is not a number",
        "number|1.1|is outside 0.0 to 1.0",
        "number|NaN|is outside 0.0 to 1.0",
        "number|Infinity|is outside 0.0 to 1.0",
        "duration|10|is not a length of time such as 250ms, 10s, 5m, 1h or 30d",
        "duration|2h|is outside 1ms to 1h",
        "choice|weeks|is none of nanoseconds, microseconds, milliseconds, seconds",
      })
  void wrong(String type, String value, String expected) {
    Settings s = Settings.of(Map.of("a." + type, value));
    s.flag("a.flag", true, "m");
    s.integer("a.integer", 5, 0, 10, "m");
    s.port("a.port", 8080, "m");
    s.number("a.number", 0.5, 0, 1, "m");
    duration(s);
    s.choice("a.choice", TimeUnit.SECONDS, "m");
    SettingsException e = assertThrows(SettingsException.class, s::check);
    assertEquals(1, e.problems().size(), e.getMessage());
    assertTrue(e.getMessage().contains(expected), e.getMessage());
  }

  @Test
  @DisplayName("are refused all at once, wrong values and unknown keys together")
  void allAtOnce() {
    Settings s = Settings.load(Map.of("a.integer", "x", "b", "1"), Map.of("STREAMPROC_C", "1"));
    assertEquals(5, s.integer("a.integer", 5, 0, 10, "m"));
    s.refuse("a and b don't go together");
    SettingsException e = assertThrows(SettingsException.class, s::check);
    assertEquals(4, e.problems().size(), e.getMessage());
    assertTrue(e.getMessage().startsWith("settings refused:\n  - a.integer"), e.getMessage());
    assertTrue(e.problems().contains("a and b don't go together"));
    assertTrue(e.problems().contains("unknown setting b"));
    assertTrue(e.problems().contains("unknown setting STREAMPROC_C"));
  }

  @Test
  @DisplayName("that several roles read are refused once, not once a role")
  void readTwice() {
    Settings s = Settings.of(Map.of("a.integer", "x"));
    s.integer("a.integer", 5, 0, 10, "m");
    s.integer("a.integer", 5, 0, 10, "m");
    assertEquals(1, assertThrows(SettingsException.class, s::check).problems().size());
  }

  @Test
  @DisplayName("of others are known, and what is wrong with them is refused by those who use them")
  void ofOthers() {
    Settings s = Settings.of(Map.of("a.integer", "x", "b.integer", "y", "c.integer", "1"));
    s.ofOthers(
        o -> {
          o.integer("a.integer", 5, 0, 10, "m");
          o.integer("b.integer", 5, 0, 10, "m");
          o.integer("c.integer", 5, 0, 10, "m");
        });
    s.integer("b.integer", 5, 0, 10, "m");
    SettingsException e = assertThrows(SettingsException.class, s::check);
    assertEquals(1, e.problems().size(), e.getMessage());
    assertTrue(e.problems().get(0).startsWith("b.integer"), e.getMessage());
  }

  @Test
  @DisplayName("are no variables of the test suite, which may be set where the product runs")
  void testVariables() {
    Settings s = Settings.load(Map.of(), Map.of("STREAMPROC_TEST_TIMESCALE", "postgresql://h/d"));
    s.check();
  }

  @Test
  @DisplayName("that are not the defaults can be shown in one line, secrets masked")
  void changed() {
    Settings s = Settings.of(Map.of("a.text", "x", "a.password", "hunter2", "a.integer", "5"));
    s.text("a.text", "", "m");
    s.secret("a.password", "", "m");
    s.integer("a.integer", 5, 0, 10, "m");
    s.text("a.other", "untouched", "m");
    assertEquals("a.text=x, a.password=********", s.changed());
  }

  @ParameterizedTest
  @DisplayName("that are unknown get a suggestion where one is near")
  @CsvSource({
    "kafka.topc, ', did you mean kafka.topic?'",
    "kafka.topics, ', did you mean kafka.topic?'",
    "kafka.bootstrap.servers, ', did you mean kafka.bootstrap-servers?'",
    "STREAMPROC_KAFKA_TOPC, ', did you mean STREAMPROC_KAFKA_TOPIC?'",
    "STREAMPROC_KAFKA_BOOTSTRAPSERVERS, ', did you mean STREAMPROC_KAFKA_BOOTSTRAP_SERVERS?'",
    "completely.different, ''",
  })
  void didYouMean(String key, String suggestion) {
    Map<String, String> given = Map.of(key, "x");
    Settings s =
        key.startsWith("STREAMPROC_")
            ? Settings.load(Map.of(), given)
            : Settings.load(given, Map.of());
    s.text("kafka.topic", "events", "m");
    s.text("kafka.bootstrap-servers", "localhost:9092", "m");
    SettingsException e = assertThrows(SettingsException.class, s::check);
    assertEquals(List.of("unknown setting " + key + suggestion), e.problems());
  }

  @ParameterizedTest
  @DisplayName("have these names in the environment")
  @CsvSource({
    "kafka.topic, STREAMPROC_KAFKA_TOPIC",
    "event-producer.replay-file, STREAMPROC_EVENT_PRODUCER_REPLAY_FILE",
    "kafka.client.*, STREAMPROC_KAFKA_CLIENT_*",
  })
  void envNames(String key, String name) {
    assertEquals(name, Settings.envName(key));
  }

  @Test
  @DisplayName("come from overrides before the environment before the file")
  void precedence(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("streamproc.properties");
    Files.writeString(file, "a.one=file\na.two=file\na.three=f\u00fc\na.four=\n");
    Settings s =
        Settings.load(
            Map.of("a.one", "override"),
            Map.of(
                "STREAMPROC_CONFIG", file.toString(),
                "STREAMPROC_A_ONE", "env",
                "STREAMPROC_A_TWO", "env",
                "HOME", "/root",
                "STREAMPROCESSOR", "ignored"));
    assertEquals("override", s.text("a.one", "d", "m"));
    assertEquals("env", s.text("a.two", "d", "m"));
    assertEquals("f\u00fc", s.text("a.three", "d", "m"));
    assertEquals("d", s.text("a.four", "d", "an empty value is none"));
    assertEquals("d", s.text("a.five", "d", "m"));
    s.check();
  }

  @Test
  @DisplayName("are refused if the file is missing or malformed, and the file is named")
  void badFile(@TempDir Path folder) throws IOException {
    Path malformed = Files.writeString(folder.resolve("malformed"), "no setting\n");
    Path binary = Files.write(folder.resolve("binary"), new byte[] {(byte) 0xFF, (byte) 0xFE});
    for (Path file : List.of(folder.resolve("missing"), folder, malformed, binary)) {
      Map<String, String> env = Map.of("STREAMPROC_CONFIG", file.toString());
      SettingsException e =
          assertThrows(SettingsException.class, () -> Settings.load(Map.of(), env));
      assertTrue(e.getMessage().contains(file.toString()), e.getMessage());
    }
    Map<String, String> missing = Map.of("STREAMPROC_CONFIG", "/no/such/file");
    assertEquals(
        List.of("there is no settings file /no/such/file"),
        assertThrows(SettingsException.class, () -> Settings.load(Map.of(), missing)).problems());
  }

  @Test
  @DisplayName("of sections of other roles are left alone, those of a section read here are not")
  void sections() {
    Settings s =
        Settings.load(
            Map.of("web-ui.port", "1", "kafka.typo", "1"),
            Map.of("STREAMPROC_WEB_UI_HOST", "h", "STREAMPROC_KAFKA_TYPO", "1"));
    s.text("kafka.topic", "events", "m");
    SettingsException e =
        assertThrows(SettingsException.class, () -> s.checkShared(List.of("web-ui", "kafka")));
    assertEquals(2, e.problems().size(), e.getMessage());
    assertTrue(e.getMessage().contains("kafka.typo"));
    assertTrue(e.getMessage().contains("STREAMPROC_KAFKA_TYPO"));
    assertEquals(4, assertThrows(SettingsException.class, s::check).problems().size());
  }

  @ParameterizedTest
  @DisplayName(
      "of a role that is not known here are ignored in a shared environment, typos are not")
  @CsvSource({
    "STREAMPROC_TALLY_SERIES, true",
    "STREAMPROC_KAFKAS_TOPIC, false", // one letter more than a known one
    "STREAMPROC_KAFAK_TOPIC, false",
    "STREAMPROC_KAFKA_TALLY, false", // in a section that is read here
    "STREAMPROC_OLD_NAME, false",
  })
  void unknownRole(String variable, boolean ignored) {
    Settings s = Settings.load(Map.of(), Map.of(variable, "x"));
    s.text("kafka.topic", "events", "m");
    s.renamed("old.name", "kafka.topic");
    if (ignored) {
      assertEquals(List.of(variable), s.checkShared(List.of()));
    } else {
      SettingsException e = assertThrows(SettingsException.class, () -> s.checkShared(List.of()));
      assertEquals(1, e.problems().size(), e.getMessage());
    }
    assertThrows(SettingsException.class, s::check);
  }

  @Test
  @DisplayName("of a role that is not known here are ignored in a shared file, not among overrides")
  void unknownRoleElsewhere(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("shared"), "tally.series=high\n");
    Map<String, String> env = Map.of("STREAMPROC_CONFIG", file.toString());
    assertEquals(List.of("tally.series"), Settings.load(Map.of(), env).checkShared(List.of()));
    Settings own = Settings.of(Map.of("tally.series", "high"));
    assertThrows(SettingsException.class, () -> own.checkShared(List.of()));
  }

  @Test
  @DisplayName("that are secret are masked wherever they are shown")
  void secrets() {
    Settings s = Settings.of(Map.of("a.password", "hunter2"));
    Secret secret = s.secret("a.password", "", "m");
    assertEquals("hunter2", secret.value());
    assertEquals("********", secret.toString());
    assertEquals("", new Secret("").toString());
    Setting declared = s.declared().iterator().next();
    assertEquals("********", declared.shown());
    assertFalse(declared.toString().contains("hunter2"));
  }

  @Test
  @DisplayName("under a prefix are passed through from every source, their values not shown")
  void passThrough() {
    Settings s =
        Settings.load(
            Map.of("kafka.client.sasl.mechanism", "PLAIN", "kafka.client.client.id", "override"),
            Map.of(
                "STREAMPROC_KAFKA_CLIENT_SSL_KEY_PASSWORD", "hunter2",
                "STREAMPROC_KAFKA_CLIENT_CLIENT_ID", "env"));
    assertEquals(
        Map.of("sasl.mechanism", "PLAIN", "client.id", "override", "ssl.key.password", "hunter2"),
        s.passThrough("kafka.client", "m"));
    s.check();
    Setting declared = s.declared().iterator().next();
    assertEquals("[client.id, sasl.mechanism, ssl.key.password]", declared.shown());
  }

  private static Duration duration(Settings s) {
    return s.duration(
        "a.duration", Duration.ofSeconds(10), Duration.ofMillis(1), Duration.ofHours(1), "m");
  }
}
