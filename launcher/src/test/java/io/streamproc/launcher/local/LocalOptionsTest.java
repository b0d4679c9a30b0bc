package io.streamproc.launcher.local;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.streamproc.core.settings.Settings;
import io.streamproc.core.settings.SettingsException;
import io.streamproc.launcher.settings.AllSettings;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

@DisplayName("The options of local that stand for settings")
class LocalOptionsTest {
  private static LocalOptions parse(String... arguments) {
    return CommandLine.populateCommand(new LocalOptions(), arguments);
  }

  @Test
  @DisplayName("set nothing that was not given")
  void nothing() {
    assertEquals(Map.of(), parse().settings());
  }

  @Test
  @DisplayName("are all read, each into its own setting, and there are such settings")
  void all() {
    Map<String, String> settings =
        parse(
                "--port=8081",
                "--api-port=9001",
                "--rate=0.5",
                "--no-producer",
                "--replay=a b.csv",
                "--replay-speed=max",
                "--replay-times=original",
                "--replay-loop")
            .settings();
    assertEquals(
        Map.of(
            "web-ui.port", "8081",
            "event-api.port", "9001",
            "event-producer.rate", "0.5",
            "event-producer.generator", "false",
            "event-producer.replay-file", "a b.csv",
            "event-producer.replay-speed", "max",
            "event-producer.replay-times", "original",
            "event-producer.replay-loop", "true"),
        settings);
    Settings known = Settings.of(settings);
    AllSettings.declare(known);
    known.check();
  }

  @Test
  @DisplayName("of a replay are those of every setting of it, by the same names")
  void replayOptions() {
    Settings known = Settings.of(Map.of());
    AllSettings.declare(known);
    known.declared().stream()
        .map(setting -> setting.key())
        .filter(key -> key.startsWith("event-producer.replay-") && !key.endsWith("-file"))
        .forEach(
            key -> {
              String option = key.replace("event-producer.", "--");
              boolean flag = key.endsWith("-loop") || key.endsWith("-restart");
              Map<String, String> set = parse(flag ? option : option + "=x").settings();
              assertEquals(Map.of(key, flag ? "true" : "x"), set);
            });
  }

  @Test
  @DisplayName("replay with the times of now unless told otherwise, so that the chart shows it")
  void replay() {
    assertEquals("now", parse("--replay=f").settings().get("event-producer.replay-times"));
  }

  @Test
  @DisplayName("tell how a setting is chosen on the command line")
  void optionOf() {
    assertEquals("--port", LocalOptions.optionOf("web-ui.port"));
    assertEquals("--set management.port=N", LocalOptions.optionOf("management.port"));
  }

  @Test
  @DisplayName("that were used give a problem their name, others keep the setting's")
  void inOptions() {
    SettingsException e =
        new SettingsException(
            List.of(
                "web-ui.port (STREAMPROC_WEB_UI_PORT): 'x' is not a whole number",
                "event-api.port (STREAMPROC_EVENT_API_PORT): 'x' is not a whole number",
                "unknown setting web-ui.prot, did you mean web-ui.port?"));
    assertEquals(
        List.of(
            "--port: 'x' is not a whole number",
            "event-api.port (STREAMPROC_EVENT_API_PORT): 'x' is not a whole number",
            "unknown setting web-ui.prot, did you mean web-ui.port?"),
        parse("--port=x").inOptions(e).problems());
  }
}
