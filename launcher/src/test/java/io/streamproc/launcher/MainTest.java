package io.streamproc.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.streamproc.core.role.Role;
import io.streamproc.core.role.Roles;
import io.streamproc.core.settings.Settings;
import io.streamproc.testkit.Cli;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The command line")
class MainTest {
  private static final int USAGE = 2;

  @TempDir private Path folder;

  @ParameterizedTest
  @DisplayName("rejects unknown arguments with code 2 and a line that names them")
  @CsvSource(
      delimiter = '|',
      value = {
        "bogus | Unmatched argument at index 0: 'bogus'",
        "local --bogus | Unknown option: '--bogus'",
        "local --portt=1 | Unknown option: '--portt=1'",
        "local --port | Missing required parameter for option '--port' (N)",
        "local --server-ports x | Invalid value for option '--server-ports': 'x' is not an int",
        "local --set nonsense | --set number 1 is not of the form KEY=VALUE",
        "local --data a --ephemeral | Error: --data=DIR, --ephemeral are mutually exclusive",
        "run | Missing required parameter: 'ROLE'",
        "run evnt-api | unknown role 'evnt-api', there are: event-producer, event-api,",
        "config surplus | Unmatched argument at index 1: 'surplus'",
      })
  void misuse(String arguments, String problem) {
    Cli refused = Cli.run(Main::execute, arguments.split(" "));
    assertEquals(USAGE, refused.code());
    assertTrue(refused.err().startsWith("streamproc: " + problem), refused.err());
    assertEquals("", refused.out());
  }

  @Test
  @DisplayName("without a command lists the commands, and with a wrong option says how to get help")
  void help() {
    Cli nothing = Cli.run(Main::execute);
    assertEquals(USAGE, nothing.code());
    for (String command : List.of("local", "run", "config", "version", "help")) {
      assertTrue(nothing.err().contains("\n  " + command + " "), command);
    }
    Cli wrong = Cli.run(Main::execute, "local", "--rat", "5");
    assertTrue(wrong.err().contains("Possible solutions: --rate"), wrong.err());
    assertTrue(wrong.err().contains("'streamproc local --help'"), wrong.err());
    assertTrue(wrong.err().lines().count() <= 3, wrong.err());
    assertEquals(0, Cli.run(Main::execute, "--help").code());
    assertEquals(
        Cli.run(Main::execute, "local", "--help").out(),
        Cli.run(Main::execute, "help", "local").out());
  }

  @Test
  @DisplayName("lists every role with its description in the help of run")
  void helpOfRun() {
    String help = Cli.run(Main::execute, "run", "--help").out();
    for (Role<?> role : Roles.all()) {
      assertTrue(help.contains(role.name()) && help.contains(role.description()), help);
    }
  }

  /** The help of an option must match the setting that it sets. */
  @ParameterizedTest
  @DisplayName("mentions the default of every setting that has an option of local")
  @CsvSource({
    "--port, web-ui.port",
    "--api-port, event-api.port",
    "--rate, event-producer.rate",
    "--replay-speed, event-producer.replay-speed",
  })
  void defaults(String option, String key) {
    String help = Cli.run(Main::execute, "local", "--help").out().replaceAll("\\s+", " ");
    Matcher matcher =
        Pattern.compile(" " + option + "=[^ ]+ (?:(?! --).)*?\\(default: ([^)]+)\\)").matcher(help);
    assertTrue(matcher.find(), help);
    String fallback =
        Cli.run(Main::execute, "config")
            .out()
            .lines()
            .filter(line -> line.startsWith(key + "="))
            .findFirst()
            .get();
    assertEquals(fallback.replaceFirst(".*=", "").replaceFirst("\\.0$", ""), matcher.group(1));
  }

  @Test
  @DisplayName("prints its version, by command and by option")
  void version() {
    Cli version = Cli.run(Main::execute, "version");
    assertEquals(0, version.code());
    List<String> lines = version.out().lines().toList();
    assertTrue(lines.get(0).matches("streamproc \\d+\\.\\d+\\.\\d+(-SNAPSHOT)?"), lines.get(0));
    assertTrue(lines.get(1).matches("Vert\\.x 5\\.\\d.*, Kafka clients \\d.*"), lines.get(1));
    assertEquals(version.out(), Cli.run(Main::execute, "--version").out());
  }

  @Test
  @DisplayName("lists every setting with value, default, meaning and range, and masks secrets")
  void config() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("settings"), "timescale.password=hunter2\nkafka.partitions=12\n");
    Cli config =
        Cli.run(Main::execute, "config", "--config", file.toString(), "--set", "kafka.topic=mine");
    assertEquals(0, config.code(), config.err());
    assertTrue(
        config.out().contains("kafka.topic=mine\n    topic of the events  [default: events]\n"),
        config.out());
    assertTrue(config.out().contains("kafka.partitions=12\n    "), config.out());
    assertTrue(config.out().contains("(1 to 10000)  [default: 6]"), config.out());
    assertTrue(config.out().contains("timescale.password=********\n"), config.out());
    assertFalse(config.out().contains("hunter2"), config.out());
    for (String section :
        List.of(
            "event-producer",
            "event-api",
            "consumer",
            "aggregator",
            "web-ui",
            "management",
            "timescale",
            "influx")) {
      assertTrue(config.out().contains("\n" + section + "."), section);
    }
  }

  @Test
  @DisplayName("lists the same settings as environment variables, secrets masked there too")
  void configAsEnvironment() {
    Cli config =
        Cli.run(
            Main::execute,
            "config",
            "--env",
            "--set",
            "timescale.password=hunter2",
            "--set",
            "web-ui.port=1");
    assertTrue(config.out().contains("STREAMPROC_WEB_UI_PORT=1\n"), config.out());
    assertTrue(config.out().contains("STREAMPROC_TIMESCALE_PASSWORD=********\n"), config.out());
    assertFalse(config.out().contains("hunter2"), config.out());
    assertEquals(keys(Cli.run(Main::execute, "config").out()), keys(config.out()));
  }

  private static List<String> keys(String config) {
    return config
        .lines()
        .filter(line -> !line.startsWith(" "))
        .map(line -> line.replaceFirst("=.*", ""))
        .map(key -> key.startsWith("STREAMPROC_") ? key : Settings.envName(key))
        .toList();
  }

  @Test
  @DisplayName("lists the settings even if some are wrong, and then rejects these")
  void configWithProblems() {
    Cli config =
        Cli.run(Main::execute, "config", "--set", "web-ui.prot=1", "--set", "kafka.partitions=0");
    assertEquals(USAGE, config.code());
    assertTrue(config.out().contains("kafka.partitions="), config.out());
    assertTrue(
        config.err().contains("unknown setting web-ui.prot, did you mean web-ui.port?"),
        config.err());
    assertTrue(config.err().contains("kafka.partitions"), config.err());
  }

  @ParameterizedTest
  @DisplayName("reports all problems of the settings at once, with code 2, and starts nothing")
  @ValueSource(strings = {"run event-api consumer-low", "local --data never"})
  void allProblems(String command) {
    String[] arguments =
        Stream.concat(
                Stream.of(command.split(" ")),
                Stream.of(
                    "--set=event-api.port=x", "--set=kafka.topc=t", "--set=influx.url=nonsense"))
            .map(
                argument ->
                    argument.equals("never") ? folder.resolve("never").toString() : argument)
            .toArray(String[]::new);
    Cli refused = Cli.run(Main::execute, arguments);
    assertEquals(USAGE, refused.code());
    List<String> problems = refused.err().lines().filter(line -> line.startsWith("  - ")).toList();
    assertEquals(3, problems.size(), refused.err());
    for (String part : List.of("event-api.port", "did you mean kafka.topic?", "influx.url")) {
      assertTrue(refused.err().contains(part), refused.err());
    }
    assertFalse(Files.exists(folder.resolve("never")));
  }

  @Test
  @DisplayName("reports the problems of local with the names of its options")
  void optionsOfLocal() {
    Cli refused =
        Cli.run(
            Main::execute,
            "local",
            "--port=70000",
            "--rate=0",
            "--replay=/no/such",
            "--replay-speed=x",
            "--replay-times=then",
            "--server-ports=70000",
            "--set=event-api.port=x");
    assertEquals(USAGE, refused.code());
    String problems =
        refused
            .err()
            .lines()
            .skip(1)
            .map(line -> line.replaceFirst(":.*", ""))
            .sorted()
            .collect(Collectors.joining());
    assertEquals(
        "  - --port  - --rate  - --replay  - --replay-speed  - --replay-times  - --server-ports"
            + "  - event-api.port (STREAMPROC_EVENT_API_PORT)",
        problems,
        refused.err());
  }

  @ParameterizedTest
  @DisplayName("rejects the same port for two servers, which would share its requests")
  @CsvSource(
      delimiter = '|',
      value = {
        "local --port=9998 | event-api.port and --port are the same port, 9998",
        "local --server-ports=9994 | --server-ports: 9998 is the port of event-api.port",
        "run web-ui --set=web-ui.port=9990 | web-ui.port and"
            + " management.port are the same port, 9990",
      })
  void samePort(String arguments, String problem) {
    Cli refused = Cli.run(Main::execute, arguments.split(" "));
    assertEquals(USAGE, refused.code());
    assertTrue(refused.err().contains("- " + problem), refused.err());
  }

  @Test
  @DisplayName("names a missing settings file")
  void noFile() {
    Cli refused = Cli.run(Main::execute, "config", "--config", "/no/such/file");
    assertEquals(USAGE, refused.code());
    assertEquals(
        "streamproc: settings refused:\n  - there is no settings file /no/such/file\n",
        refused.err());
  }
}
