package io.streamproc.launcher;

import io.streamproc.core.http.PortInUseException;
import io.streamproc.core.management.ManagementServer;
import io.streamproc.core.management.ManagementSettings;
import io.streamproc.core.role.RoleContext;
import io.streamproc.core.role.RoleVerticle;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One process's Vert.x with its roles: starts them side by side, stops them one after the other.
 */
final class Node {
  private static final Logger LOG = LoggerFactory.getLogger(Node.class);
  private static final long STOP_SECONDS = 20;

  private final Vertx vertx;
  private final RoleContext context;
  private final List<Role> roles = new ArrayList<>();
  private final Future<String> management;
  private volatile boolean closing;
  private boolean closed;

  private record Role(String name, RoleVerticle<?> verticle, Future<String> deployment) {}

  private Node(Vertx vertx, ManagementSettings settings) {
    this.vertx = vertx;
    this.context = RoleContext.create(vertx);
    this.management =
        vertx.deployVerticle(new ManagementServer(settings, context.health(), context.metrics()));
  }

  /** Starts without waiting: roles may have to wait for their servers. */
  static Node start(ManagementSettings management, List<RoleEntry.Prepared> roles) {
    Node node = new Node(Vertx.vertx(options()), management);
    roles.forEach(role -> node.context.health().part(role.name()));
    roles.forEach(node::deploy);
    return node;
  }

  /** Without Vert.x's cache of class path files: a folder that read-only containers lack. */
  private static VertxOptions options() {
    return new VertxOptions()
        .setPreferNativeTransport(true)
        .setFileSystemOptions(
            new FileSystemOptions()
                .setFileCachingEnabled(false)
                .setClassPathResolvingEnabled(false));
  }

  private void deploy(RoleEntry.Prepared role) {
    RoleVerticle<?> verticle = role.verticle().apply(context);
    roles.add(new Role(role.name(), verticle, vertx.deployVerticle(verticle)));
  }

  /**
   * Blocks until every role works.
   *
   * @throws StartException if one could not start, or the node was closed before; it is closed then
   */
  void awaitStart() {
    List<Future<?>> all = new ArrayList<>(List.of(management));
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
    if (cause instanceof PortInUseException) {
      return cause.getMessage();
    }
    String what =
        roles.stream()
            .filter(role -> role.deployment().failed())
            .map(Role::name)
            .findFirst()
            .orElse("management");
    return "%s can't start: %s".formatted(what, cause);
  }

  /**
   * Stops the roles in the order of the pipeline and then Vert.x; blocks, bounded in time. The
   * process is not ready from the first moment on, so that nothing new is sent to it.
   */
  void close() {
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
    for (Role role : roles) {
      stopped = stopped.eventually(() -> stop(role));
    }
    // Binding its port takes a moment; Vert.x trips over a close in the middle of that.
    return stopped.eventually(management::otherwiseEmpty).eventually(vertx::close);
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
      LOG.warn("not stopped within {} s, going all the same", STOP_SECONDS);
    }
  }

  private Future<?> stop(Role role) {
    if (role.deployment().failed()) {
      return Future.succeededFuture();
    }
    LOG.info("stopping {}", role.name());
    return role.deployment().succeeded()
        ? vertx
            .undeploy(role.deployment().result())
            .onFailure(e -> LOG.warn("stopping {}: {}", role.name(), e.toString()))
        : role.verticle().abandon();
  }
}
