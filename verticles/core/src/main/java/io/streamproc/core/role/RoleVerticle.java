package io.streamproc.core.role;

import io.streamproc.core.management.ManagementServer;
import io.streamproc.core.management.ManagementSettings;
import io.streamproc.core.settings.Settings;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import java.util.List;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A role's verticle. The launcher passes settings and context. At a start by class name ({@code
 * vertx run}) the verticle gets neither: it reads its settings from the deployment's JSON and the
 * environment, and serves its own health and metrics.
 *
 * @param <S> the role's settings
 */
public abstract class RoleVerticle<S> extends VerticleBase {
  /** Less than the two minutes after which Vert.x's own launcher ends the process. */
  private static final long DEPLOYED_AFTER_MS = 60_000;

  private static final Logger LOG = LoggerFactory.getLogger(RoleVerticle.class);

  private final Function<Settings, S> reader;
  private S settings;
  private RoleContext role;

  /** Creates the verticle when it is deployed by class name. */
  protected RoleVerticle(Function<Settings, S> reader) {
    this.reader = reader;
  }

  /** Creates the verticle when the launcher or a test deploys it. */
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
    Settings source = DeploymentSettings.load(config());
    settings = reader.apply(source);
    ManagementSettings management = ManagementSettings.read(source);
    List<String> ignored = source.checkShared(Roles.sections());
    if (!ignored.isEmpty()) {
      LOG.info("ignored settings of roles that are not known here: {}", ignored);
    }
    role = RoleContext.create(vertx);
    return vertx
        .deployVerticle(new ManagementServer(management, role.health(), role.metrics()))
        .compose(id -> deployed(start(settings, role), DEPLOYED_AFTER_MS));
  }

  /**
   * The role's start as Vert.x's launcher sees it: a role that still waits for its servers after
   * this time counts as deployed, and readiness tells the rest.
   */
  final Future<?> deployed(Future<?> started, long timeoutMs) {
    Promise<Object> deployed = Promise.promise();
    long timer = vertx.setTimer(timeoutMs, t -> deployed.tryComplete());
    started
        .onSuccess(v -> deployed.tryComplete())
        .onFailure(e -> failed(deployed, e))
        .onComplete(v -> vertx.cancelTimer(timer));
    return deployed.future();
  }

  /** A deployment that already counts as done can't fail any more, so Vert.x is closed instead. */
  private void failed(Promise<Object> deployed, Throwable e) {
    if (!deployed.tryFail(e)) {
      LOG.warn("its start failed: {}", e.toString());
      vertx.close();
    }
  }

  /**
   * Stops a role whose start has not completed, such as one that waits for its servers. Vert.x can
   * undeploy only what is deployed, and would close everything under the waiting role.
   *
   * @return completes when the role has released what it holds; {@link #start()} then fails
   */
  public final Future<?> abandon() {
    if (context == null) {
      return Future.succeededFuture(); // Vert.x has not begun to deploy it
    }
    Promise<Object> stopped = Promise.promise();
    context.runOnContext(v -> stopNow().onComplete(r -> stopped.complete()));
    return stopped.future();
  }

  private Future<?> stopNow() {
    try {
      return stop();
    } catch (Exception e) { // stop() may use what start() had not made yet
      LOG.debug("stopped in the middle of its start", e);
      return Future.succeededFuture();
    }
  }

  /**
   * Starts the role.
   *
   * @return completes when the role does its work: bound, subscribed, schema ensured. Servers that
   *     are not up yet are waited for, while the role is not ready.
   */
  protected abstract Future<?> start(S settings, RoleContext role);
}
