package io.streamproc.core.role;

import io.streamproc.core.management.ManagementServer;
import io.streamproc.core.management.ManagementSettings;
import io.streamproc.core.settings.Settings;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * A role's verticle. The launcher hands in settings and context; a start by class name ({@code
 * vertx run}) hands in neither, and then the verticle reads its settings from the deployment's JSON
 * and the environment, and serves its own health and metrics.
 *
 * @param <S> the role's settings
 */
public abstract class RoleVerticle<S> extends VerticleBase {
  /** First parts of the keys of all settings; a role started alone leaves the others' be. */
  public static final List<String> SECTIONS =
      List.of(
          "kafka",
          "timescale",
          "influx",
          "management",
          "cluster",
          "event-producer",
          "event-api",
          "consumer",
          "aggregator",
          "web-ui");

  private final Function<Settings, S> reader;
  private S settings;
  private RoleContext role;

  /** For a start by class name. */
  protected RoleVerticle(Function<Settings, S> reader) {
    this.reader = reader;
  }

  /** For a start by the launcher or a test. */
  protected RoleVerticle(S settings, RoleContext role) {
    this.reader = null;
    this.settings = settings;
    this.role = role;
  }

  @Override
  public final Future<?> start() {
    if (reader == null) {
      return start(settings, role);
    }
    Settings source = Settings.load(flatten(config()), System.getenv());
    settings = reader.apply(source);
    ManagementSettings management = ManagementSettings.read(source);
    source.check(SECTIONS);
    role = RoleContext.create(vertx);
    return vertx
        .deployVerticle(new ManagementServer(management, role.health(), role.metrics()))
        .compose(id -> start(settings, role));
  }

  /**
   * Starts the role.
   *
   * @return completes when the role does its work: bound, subscribed, schema ensured. Servers that
   *     are not up yet are waited for, with readiness false.
   */
  protected abstract Future<?> start(S settings, RoleContext role);

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
