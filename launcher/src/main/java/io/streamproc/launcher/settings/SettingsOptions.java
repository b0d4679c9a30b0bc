package io.streamproc.launcher.settings;

import io.streamproc.core.settings.Settings;
import io.streamproc.core.settings.SettingsException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options for settings, which every command has. */
public final class SettingsOptions {
  private static final Logger LOG = LoggerFactory.getLogger(SettingsOptions.class);

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description =
          "a setting, see 'streamproc config'; overrides the environment,"
              + " which overrides the file (repeatable)")
  private final List<String> pairs = new ArrayList<>();

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description =
          "file of settings, one key=value per line: UTF-8, # begins a"
              + " comment, no quotes or escapes, a line that ends with ' \\'"
              + " continues on the next (default: $"
              + Settings.ENV_FILE
              + ")")
  private String file;

  /** The settings without additional ones. */
  public Settings load() {
    return load(Map.of(), Map.of());
  }

  /**
   * @param weak settings that override environment and file, but not {@code --set}
   * @param strong settings that override all others
   */
  public Settings load(Map<String, String> weak, Map<String, String> strong) {
    Map<String, String> all = new LinkedHashMap<>(weak);
    pairs.forEach(pair -> put(all, pair));
    all.putAll(strong);
    Map<String, String> env = new LinkedHashMap<>(System.getenv());
    if (file != null) {
      env.put(Settings.ENV_FILE, file);
    }
    return Settings.load(all, env);
  }

  /**
   * Checks settings whose environment or file may be shared by several roles, and logs ignored
   * keys.
   *
   * @throws SettingsException with all problems
   */
  public static void checkShared(Settings settings) {
    List<String> ignored = settings.checkShared(List.of());
    if (!ignored.isEmpty()) {
      LOG.info("ignored settings of unknown roles: {}", ignored);
    }
  }

  private void put(Map<String, String> all, String pair) {
    int equals = pair.indexOf('=');
    if (equals < 1) {
      throw new ParameterException(
          spec.commandLine(),
          "--set number "
              + (pairs.indexOf(pair) + 1)
              + " is not of the form KEY=VALUE"); // no value given
    }
    all.put(pair.substring(0, equals).strip(), pair.substring(equals + 1));
  }
}
