package io.streamproc.launcher.node;

import io.streamproc.cluster.ClusterException;
import io.streamproc.cluster.ClusterSettings;
import io.streamproc.cluster.Clusters;
import io.streamproc.core.http.PortInUseException;
import io.streamproc.core.management.Health;
import io.streamproc.core.management.ManagementServer;
import io.streamproc.core.metrics.ClockWatch;
import io.streamproc.core.metrics.OpenFilesWatch;
import io.streamproc.core.role.ProcessSettings;
import io.streamproc.core.role.RoleContext;
import io.streamproc.core.role.RoleVerticle;
import io.streamproc.core.settings.SettingsException;
import io.streamproc.core.trace.Tracing;
import io.streamproc.launcher.process.StartException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A process's Vert.x with its roles: starts them concurrently and stops them one after the other.
 * In a cluster, the Vert.x of the roles exists only after the cluster is joined, which can take
 * until other members come. Health and metrics then use a small Vert.x of their own, so that
 * liveness probes succeed and readiness says what the process waits for.
 */
public final class Node {
  private static final Logger LOG = LoggerFactory.getLogger(Node.class);
  private static final long STOP_SECONDS = 20;

  private final Vertx managing;
  private final RoleContext context;
  private final Future<Vertx> vertx;
  private final List<Deployed> roles = new ArrayList<>();
  private final Future<String> management;
  private volatile boolean closing;
  private boolean closed;

  private record Deployed(String name, RoleVerticle<?> verticle, Future<String> deployment) {}

  private Node(
      Vertx managing,
      ProcessSettings settings,
      Observation observation,
      Function<Health, Future<Vertx>> join) {
    this.managing = managing;
    this.context =
        RoleContext.create(managing, observation.registry(), Tracing.start(settings.tracing()));
    this.management =
        managing.deployVerticle(
            new ManagementServer(
                settings.management(), context.health(), context.metrics(), context.clock()));
    ClockWatch.start(managing, context.clock());
    OpenFilesWatch.start(managing);
    this.vertx = join.apply(context.health()).onSuccess(observation::watch);
  }

  /** Starts without waiting: roles may have to wait for their servers. */
  public static Node start(ProcessSettings settings, List<PreparedRole> roles) {
    Observation observation = new Observation(settings);
    Vertx vertx = observation.extend(Vertx.builder()).with(observation.complete(options())).build();
    return new Node(vertx, settings, observation, health -> Future.succeededFuture(vertx))
        .deploy(roles);
  }

  /**
   * As above, with the event bus shared with the other members of a cluster.
   *
   * @param lost called when the process has left the cluster and will not join again
   */
  public static Node start(
      ProcessSettings settings, List<PreparedRole> roles, ClusterSettings cluster, Runnable lost) {
    Vertx managing = Vertx.vertx(options().setEventLoopPoolSize(1).setWorkerPoolSize(1));
    Observation observation = new Observation(settings);
    return new Node(
            managing,
            settings,
            observation,
            health ->
                Clusters.join(
                    cluster,
                    observation.complete(options()),
                    observation::extend,
                    health.part("cluster"),
                    lost))
        .deploy(roles);
  }

  /** The objects that the roles share. */
  public RoleContext context() {
    return context;
  }

  /** Disables Vert.x's cache of class path files, which needs a writable folder. */
  private static VertxOptions options() {
    return new VertxOptions()
        .setPreferNativeTransport(true)
        .setFileSystemOptions(
            new FileSystemOptions()
                .setFileCachingEnabled(false)
                .setClassPathResolvingEnabled(false));
  }

  private Node deploy(List<PreparedRole> prepared) {
    prepared.forEach(role -> context.health().part(role.name()));
    prepared.forEach(this::deploy);
    return this;
  }

  private void deploy(PreparedRole role) {
    RoleVerticle<?> verticle = role.verticle().apply(context);
    Future<String> deployment =
        vertx.compose(
            joined ->
                closing
                    ? Future.failedFuture("stopped while starting")
                    : joined.deployVerticle(verticle));
    roles.add(new Deployed(role.name(), verticle, deployment));
  }

  /**
   * Blocks until every role works.
   *
   * @throws StartException if a role can't start or the node was closed before; the node is closed
   *     then
   */
  public void awaitStart() {
    List<Future<?>> all = new ArrayList<>(List.of(management, vertx));
    roles.forEach(role -> all.add(role.deployment()));
    try {
      Future.all(all).toCompletionStage().toCompletableFuture().get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StartException("interrupted while starting", e);
    } catch (ExecutionException e) {
      String why = closing ? "stopped while starting" : explain(e.getCause());
      close();
      throw new StartException(why, e.getCause());
    }
  }

  private String explain(Throwable cause) {
    boolean ours =
        cause instanceof PortInUseException
            || cause instanceof ClusterException
            || cause instanceof SettingsException;
    if (ours) {
      return cause.getMessage();
    }
    String what =
        roles.stream()
            .filter(role -> role.deployment().failed())
            .map(Deployed::name)
            .findFirst()
            .orElse("management");
    return String.format(Locale.ROOT, "%s can't start: %s", what, cause);
  }

  /**
   * Stops the roles in the order of the pipeline and then Vert.x; blocks for at most 20 s. The
   * process is unready from the beginning, so that it gets no new requests.
   */
  public void close() {
    closing = true;
    synchronized (this) {
      if (!closed) {
        closed = true;
        context.health().part("process").notReady("stopping");
        await(stopAll());
      }
    }
  }

  private Future<Void> stopAll() {
    Future<Void> stopped = Future.succeededFuture();
    for (Deployed role : roles) {
      stopped = stopped.eventually(() -> stop(role));
    }
    // A close of Vert.x while the management port is being bound would fail.
    return stopped
        .eventually(context.tracing()::close)
        .eventually(management::otherwiseEmpty)
        .eventually(this::leave)
        .eventually(managing::close);
  }

  /** A join in Hazelcast can't be cancelled: it ends with the process. */
  private Future<Void> leave() {
    return vertx.isComplete() ? vertx.compose(Vertx::close) : Future.succeededFuture();
  }

  private static void await(Future<Void> stopped) {
    try {
      stopped.toCompletionStage().toCompletableFuture().get(STOP_SECONDS, TimeUnit.SECONDS);
      LOG.info("stopped");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      LOG.warn("stopped, but not cleanly: {}", e.getCause().toString());
    } catch (TimeoutException e) {
      LOG.warn("not stopped within {} s, exiting anyway", STOP_SECONDS);
    }
  }

  private Future<?> stop(Deployed role) {
    if (role.deployment().failed()) {
      return Future.succeededFuture();
    }
    LOG.info("stopping {}", role.name());
    Future<Void> stopped =
        role.deployment().succeeded()
            ? vertx.result().undeploy(role.deployment().result())
            : role.verticle().abandon();
    return stopped.onFailure(e -> LOG.warn("stopping {}: {}", role.name(), e.toString()));
  }
}
