package io.streamproc.core.role;

import io.streamproc.core.settings.Settings;
import io.streamproc.core.settings.SettingsException;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The settings of a role that is started by class name: the deployment's JSON, environment, file.
 */
final class DeploymentSettings {
  private DeploymentSettings() {}

  /**
   * @param config the deployment's JSON, which overrides the others
   * @throws SettingsException if the JSON could not be read, or comes too late for a key
   */
  static Settings load(JsonObject config) {
    LauncherConf.requireUnderstood(config, System.getProperty("sun.java.command", ""));
    Map<String, String> given = flatten(config);
    requireInTime(given);
    return Settings.load(given, System.getenv());
  }

  /**
   * Vert.x joins the cluster before it deploys, so it uses only the settings of environment and
   * file.
   */
  private static void requireInTime(Map<String, String> given) {
    List<String> late =
        given.keySet().stream()
            .filter(key -> key.startsWith("cluster."))
            .map(
                key ->
                    key
                        + ": comes too late in -conf, because the cluster is joined before; set "
                        + Settings.envName(key))
            .toList();
    if (!late.isEmpty()) {
      throw new SettingsException(late);
    }
  }

  /**
   * {@code {"kafka": {"topic": "t"}}} and {@code {"kafka.topic": "t"}} are the same; null is as if
   * the key were absent.
   */
  static Map<String, String> flatten(JsonObject json) {
    Map<String, String> flat = new LinkedHashMap<>();
    flatten("", json, flat);
    return flat;
  }

  private static void flatten(String prefix, JsonObject json, Map<String, String> flat) {
    json.forEach(
        entry -> {
          String key = prefix + entry.getKey();
          if (entry.getValue() instanceof JsonObject nested) {
            flatten(key + ".", nested, flat);
          } else if (entry.getValue() != null) {
            flat.put(key, String.valueOf(entry.getValue()));
          }
        });
  }
}
