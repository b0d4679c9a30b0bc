package io.streamproc.launcher;

import io.streamproc.core.settings.Settings;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Option;

/** The options by which every command takes settings. */
final class SettingsOptions {
  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "a setting; stronger than the environment and the file (repeatable)")
  private final Map<String, String> overrides = new LinkedHashMap<>();

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "file of settings, key=value a line (default: $" + Settings.ENV_FILE + ")")
  private String file;

  /**
   * @param more settings that the command's own options stand for; {@code --set} is stronger
   */
  Settings load(Map<String, String> more) {
    Map<String, String> all = new LinkedHashMap<>(more);
    all.putAll(overrides);
    Map<String, String> env = new LinkedHashMap<>(System.getenv());
    if (file != null) {
      env.put(Settings.ENV_FILE, file);
    }
    return Settings.load(all, env);
  }
}
