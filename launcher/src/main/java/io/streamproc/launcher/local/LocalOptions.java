package io.streamproc.launcher.local;

import io.streamproc.core.settings.Settings;
import io.streamproc.core.settings.SettingsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
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
      description = "port of the page, 0 for any (default: 8080)")
  private String port;

  @Option(
      names = "--api-port",
      paramLabel = "N",
      description = "port of event-api, 0 for any (default: 9998)")
  private String apiPort;

  @Option(
      names = "--rate",
      paramLabel = "N",
      description = "generated events a second, 0.1 to 100000 (default: 20)")
  private String rate;

  @Option(names = "--no-producer", description = "generate no events; a replay still runs")
  private boolean noProducer;

  @Option(
      names = "--replay",
      paramLabel = "FILE",
      description =
          "replay a file: CSV, NDJSON, a JSON array, also packed; 'replay --inspect FILE' tells the"
              + " options that it needs")
  private String replay;

  @Mixin private ReplayOptions replayOptions = new ReplayOptions();

  /** The settings that the given options stand for. */
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

  /** Refuses options whose problems the settings' own checks don't find. */
  void check(Settings settings) {
    if (replay != null && !Files.isReadable(Path.of(replay))) {
      settings.refuse("--replay: there is no file " + replay + " that can be read");
    }
  }

  /** The option of {@code local} for a setting. */
  static String optionOf(String key) {
    return NAMES.getOrDefault(key, "--set " + key + "=N");
  }

  /** The same problems, with the names of the options that were used. */
  SettingsException inOptions(SettingsException e) {
    return new SettingsException(e.problems().stream().map(this::inOptions).toList());
  }

  private String inOptions(String problem) {
    String key = problem.replaceFirst("[ (:].*", "");
    return settings().containsKey(key) && NAMES.containsKey(key)
        ? NAMES.get(key) + problem.substring(key.length()).replaceFirst("^ \\([A-Z_]*\\)", "")
        : problem;
  }
}
