package io.streamproc.core.role;

import io.streamproc.core.bus.Figures;
import io.streamproc.core.management.ManagementServer;
import io.streamproc.core.metrics.ClockWatch;
import io.streamproc.core.metrics.EventLoopWatch;
import io.streamproc.core.metrics.OpenFilesWatch;
import io.streamproc.core.metrics.ProcessMeters;
import io.streamproc.core.settings.Settings;
import io.streamproc.core.trace.Tracing;
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
  /** Less than the two minutes after which Vert.x's launcher ends the process. */
  private static final long DEPLOYED_AFTER_MS = 60_000;

  private static final Logger LOG = LoggerFactory.getLogger(RoleVerticle.class);

  /** What the start has opened. The stop closes it, also after a start that failed. */
  protected final OpenResources open = new OpenResources();

  private final Function<Settings, S> reader;
  private S settings;
  private RoleContext role;
  private RoleReports reports; // null before the start
  private volatile boolean abandoned; // a start that completes afterwards fails

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
      return run();
    }
    Settings source = DeploymentSettings.load(config());
    settings = reader.apply(source);
    ProcessSettings process = ProcessSettings.read(source);
    List<String> ignored = source.checkShared(Roles.sections());
    process.applyToLog();
    if (!ignored.isEmpty()) {
      LOG.info("ignored settings of unknown roles: {}", ignored);
    }
    role =
        RoleContext.create(
            vertx,
            process.management().metrics()
                ? ProcessMeters.create(process.tracing().isOn())
                : ProcessMeters.none(),
            Tracing.start(process.tracing()));
    open.add(role.tracing(), Tracing::close);
    EventLoopWatch.start(vertx, role.metrics());
    ClockWatch.start(vertx, role.clock());
    OpenFilesWatch.start(vertx);
    return vertx
        .deployVerticle(
            new ManagementServer(process.management(), role.health(), role.metrics(), role.clock()))
        .compose(id -> deployed(run(), DEPLOYED_AFTER_MS));
  }

  private Future<?> run() {
    reports = new RoleReports(vertx, role, open, this::figures);
    Future<?> started = start(settings, role).compose(this::unlessAbandoned);
    reports.begin();
    return started.onFailure(
        e -> {
          reports.leave();
          reports.end();
        });
  }

  /**
   * The role's start for Vert.x's launcher: a role that still waits for its servers after this time
   * counts as deployed, and readiness shows the rest.
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

  /** A deployment that already counts as complete can't fail, so Vert.x is closed instead. */
  private void failed(Promise<Object> deployed, Throwable e) {
    if (!deployed.tryFail(e)) {
      LOG.warn("its start failed: {}", e.toString());
      vertx.close();
    }
  }

  /**
   * Stops a role whose start has not completed, such as one that waits for its servers. Vert.x can
   * undeploy only a deployed verticle, and otherwise would close its resources while the role still
   * waits.
   *
   * @return completes when the role has released what it holds, or fails with the first failure;
   *     {@link #start()} then fails
   */
  public final Future<Void> abandon() {
    if (context == null) {
      return Future.succeededFuture(); // Vert.x has not begun to deploy it
    }
    abandoned = true;
    Promise<Void> stopped = Promise.promise();
    context.runOnContext(v -> close().onComplete(stopped));
    return stopped.future();
  }

  /** What is opened at once may complete the start before the stop has its turn. */
  private Future<Object> unlessAbandoned(Object done) {
    return abandoned
        ? Future.failedFuture("stopped during its start")
        : Future.succeededFuture(done);
  }

  /**
   * Starts the role. Whatever it opens, it adds to {@link #open} at once.
   *
   * @return completes when the role works: bound, subscribed, schema ensured. The role waits for
   *     servers that are not up, and is not ready meanwhile.
   */
  protected abstract Future<?> start(S settings, RoleContext role);

  /**
   * What the role counts, from the meters that it has: nothing is counted twice. Called on the
   * role's context about once a second, from the moment at which the start has returned its future
   * until the stop has completed; must not block. Not called if the process has no metrics.
   *
   * @return the figures known so far; see {@link Figures} for the names
   */
  protected Figures figures() {
    return Figures.NONE;
  }

  /**
   * Closes what the start has opened, the last resource first. Works before, during and after the
   * start, and after a start that failed; a second call waits for the first one.
   *
   * @return completes when all is closed; fails with the first failure
   */
  @Override
  public final Future<?> stop() {
    return close();
  }

  private Future<Void> close() {
    if (reports == null) {
      return open.close();
    }
    open.endOpening();
    reports.leave();
    Promise<Void> closed = Promise.promise();
    // In the next turn: a role that listens to the reports gets its own before it unsubscribes.
    context.runOnContext(v -> open.close().onComplete(closed));
    return closed.future().onComplete(v -> reports.end());
  }
}
