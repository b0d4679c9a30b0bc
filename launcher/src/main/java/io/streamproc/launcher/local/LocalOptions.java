package io.streamproc.launcher.local;

import io.streamproc.core.settings.Settings;
import io.streamproc.core.settings.SettingsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * The options of {@code local} that are short names of settings. They are checked as settings, so
 * that all problems are reported at once.
 */
final class LocalOptions {
  /** The option for each setting. */
  private static final Map<String, String> NAMES = names();

  private static Map<String, String> names() {
    Map<String, String> all = new LinkedHashMap<>(ReplayOptions.NAMES);
    all.put("web-ui.port", "--port");
    all.put("event-api.port", "--api-port");
    all.put("event-producer.rate", "--rate");
    all.put("event-producer.replay-file", "--replay");
    return Map.copyOf(all);
  }

  @Option(
      names = "--port",
      paramLabel = "N",
      description = "port of the page, 0: any free port (default: 8080)")
  private String port;

  @Option(
      names = "--api-port",
      paramLabel = "N",
      description = "port of event-api, 0: any free port (default: 9998)")
  private String apiPort;

  @Option(
      names = "--rate",
      paramLabel = "N",
      description = "generated events per second, 0.1 to 100000 (default: 20)")
  private String rate;

  @Option(names = "--no-producer", description = "generate no events; a replay still runs")
  private boolean noProducer;

  @Option(
      names = "--replay",
      paramLabel = "FILE",
      description =
          "replay a file: CSV, NDJSON, a JSON array, also compressed;"
              + " 'replay --inspect FILE' proposes the options")
  private String replay;

  @Mixin private ReplayOptions replayOptions = new ReplayOptions();

  /** The settings of the given options. */
  Map<String, String> settings() {
    Map<String, String> all = new LinkedHashMap<>();
    put(all, "web-ui.port", port);
    put(all, "event-api.port", apiPort);
    put(all, "event-producer.rate", rate);
    put(all, "event-producer.generator", noProducer ? "false" : null);
    put(all, "event-producer.replay-file", replay);
    all.putAll(replayOptions.settings());
    if (replay != null) { // a live chart shows only recent times
      all.putIfAbsent("event-producer.replay-times", "now");
    }
    return all;
  }

  private static void put(Map<String, String> all, String key, String value) {
    if (value != null) {
      all.put(key, value);
    }
  }

  /** Checks options for problems that the settings' own checks don't find. */
  void check(Settings settings) {
    if (replay != null && !Files.isReadable(Path.of(replay))) {
      settings.refuse("--replay: there is no file " + replay + " that can be read");
    }
  }

  /** The option of {@code local} for a setting. */
  static String optionOf(String key) {
    return NAMES.getOrDefault(key, "--set " + key + "=N");
  }

  /** Replaces the names of settings in the problems by the options that were used. */
  SettingsException inOptions(SettingsException e) {
    return new SettingsException(e.problems().stream().map(this::inOptions).toList());
  }

  private String inOptions(String problem) {
    String worded = problem;
    for (String key : settings().keySet()) {
      if (NAMES.containsKey(key)) {
        String withVariable =
            "(?<![\\w.-])(?<!did you mean )" + Pattern.quote(key) + "(?![\\w.-])( \\([A-Z_]*\\))?";
        worded = worded.replaceFirst(withVariable, Matcher.quoteReplacement(NAMES.get(key)));
      }
    }
    return worded;
  }
}
