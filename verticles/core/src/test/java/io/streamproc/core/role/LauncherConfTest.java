package io.streamproc.core.role;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.streamproc.core.settings.SettingsException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The -conf of Vert.x's launcher")
class LauncherConfTest {
  private static final String START = "io.vertx.launcher.application.VertxApplication a.Verticle";
  private static final JsonObject NOTHING = new JsonObject();

  @ParameterizedTest
  @DisplayName("is refused if the launcher could make nothing of it")
  @ValueSource(
      strings = {
        " -conf {bad",
        " -conf {\"kafka\":{\"topic\": }",
        " --conf /no/such/file.json",
        " -conf=[1]",
        " -conf ",
        " -conf {bad\n} -instances 1",
        " -instances 1 -conf 7",
      })
  void refused(String arguments) {
    assertThrows(
        SettingsException.class, () -> LauncherConf.requireUnderstood(NOTHING, START + arguments));
  }

  @ParameterizedTest
  @DisplayName("may be absent, or an object without settings")
  @ValueSource(
      strings = {
        "",
        " -conf {}",
        " --conf { } -instances 1",
        " -instances 1",
        " -conf={}",
        " -config-file x"
      })
  void accepted(String arguments) {
    assertDoesNotThrow(() -> LauncherConf.requireUnderstood(NOTHING, START + arguments));
  }

  @Test
  @DisplayName("may be a file with an object without settings")
  void emptyFile(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("conf.json"), "\n{ }\n");
    assertDoesNotThrow(
        () -> LauncherConf.requireUnderstood(NOTHING, START + " -conf " + file + " -instances 1"));
  }

  @Test
  @DisplayName("is not looked at once settings have arrived")
  void arrived() {
    JsonObject config = new JsonObject().put("kafka.topic", "t");
    assertDoesNotThrow(() -> LauncherConf.requireUnderstood(config, START + " -conf {bad"));
  }

  @Test
  @DisplayName("is not repeated in the refusal, as it may hold a password")
  void noSecrets() {
    String command = START + " -conf {\"timescale\":{\"password\":\"hunter2\"}";
    SettingsException e =
        assertThrows(
            SettingsException.class, () -> LauncherConf.requireUnderstood(NOTHING, command));
    assertFalse(e.getMessage().contains("hunter2"));
  }
}
