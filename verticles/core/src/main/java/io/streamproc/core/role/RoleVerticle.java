package io.streamproc.core.role;

import io.streamproc.core.management.ManagementServer;
import io.streamproc.core.management.ManagementSettings;
import io.streamproc.core.settings.Settings;
import io.streamproc.core.settings.SettingsException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A role's verticle. The launcher hands in settings and context; a start by class name ({@code
 * vertx run}) hands in neither, and then the verticle reads its settings from the deployment's JSON
 * and the environment, and serves its own health and metrics.
 *
 * @param <S> the role's settings
 */
public abstract class RoleVerticle<S> extends VerticleBase {
  /** Vert.x's own launcher ends the process if a deployment takes two minutes. */
  private static final long LAUNCHER_PATIENCE_MS = 60_000;

  private static final Logger LOG = LoggerFactory.getLogger(RoleVerticle.class);

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
    LauncherConf.requireUnderstood(config(), System.getProperty("sun.java.command", ""));
    Map<String, String> given = flatten(config());
    requireInTime(given);
    Settings source = Settings.load(given, System.getenv());
    settings = reader.apply(source);
    ManagementSettings management = ManagementSettings.read(source);
    List<String> ignored = source.checkShared(Roles.sections());
    if (!ignored.isEmpty()) {
      LOG.info("ignored settings of roles that are not known here: {}", ignored);
    }
    role = RoleContext.create(vertx);
    return vertx
        .deployVerticle(new ManagementServer(management, role.health(), role.metrics()))
        .compose(id -> deployed(start(settings, role), LAUNCHER_PATIENCE_MS));
  }

  /** The cluster was joined, or not, before anybody looked into the deployment's JSON. */
  private static void requireInTime(Map<String, String> given) {
    List<String> late =
        given.keySet().stream()
            .filter(key -> key.startsWith("cluster."))
            .map(
                key ->
                    key
                        + ": comes too late in -conf, the cluster has been joined by then; set "
                        + Settings.envName(key))
            .toList();
    if (!late.isEmpty()) {
      throw new SettingsException(late);
    }
  }

  /**
   * The role's start as a launcher sees it: what still waits for its servers after the launcher's
   * patience counts as deployed, and readiness tells the rest.
   */
  final Future<?> deployed(Future<?> started, long patienceMs) {
    Promise<Object> deployed = Promise.promise();
    long timer = vertx.setTimer(patienceMs, t -> deployed.tryComplete());
    started
        .onSuccess(v -> deployed.tryComplete())
        .onFailure(e -> failed(deployed, e))
        .onComplete(v -> vertx.cancelTimer(timer));
    return deployed.future();
  }

  /** Nobody waits for a deployment any more that has been counted as done: end what runs on it. */
  private void failed(Promise<Object> deployed, Throwable e) {
    if (!deployed.tryFail(e)) {
      LOG.warn("its start has not completed: {}", e.toString());
      vertx.close();
    }
  }

  /**
   * Stops a role whose start has not completed, such as one that waits for its servers: Vert.x
   * undeploys only what is deployed, and would close everything under the waiting role.
   *
   * @return completes when it has let go; {@link #start()} then fails
   */
  public final Future<?> abandon() {
    if (context == null) {
      return Future.succeededFuture(); // Vert.x has not come to it yet
    }
    Promise<Object> stopped = Promise.promise();
    context.runOnContext(v -> stopNow().onComplete(r -> stopped.complete()));
    return stopped.future();
  }

  private Future<?> stopNow() {
    try {
      return stop();
    } catch (Exception e) { // it may not have what its stop() counts on
      LOG.debug("stopped in the middle of its start", e);
      return Future.succeededFuture();
    }
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
