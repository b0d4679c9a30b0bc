package io.streamproc.launcher;

import io.streamproc.core.http.PortInUseException;
import io.streamproc.core.management.ManagementServer;
import io.streamproc.core.management.ManagementSettings;
import io.streamproc.core.role.RoleContext;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
  private final Map<String, Future<String>> deployments = new LinkedHashMap<>();
  private volatile boolean closing;

  private Node(Vertx vertx) {
    this.vertx = vertx;
  }

  /** Starts without waiting: roles may have to wait for their servers. */
  static Node start(ManagementSettings management, List<RoleEntry.Prepared> roles) {
    Node node = new Node(Vertx.vertx(new VertxOptions().setPreferNativeTransport(true)));
    RoleContext context = RoleContext.create(node.vertx);
    roles.forEach(role -> context.health().part(role.name()));
    node.deployments.put(
        "management",
        node.vertx.deployVerticle(
            new ManagementServer(management, context.health(), context.metrics())));
    for (RoleEntry.Prepared role : roles) {
      node.deployments.put(role.name(), node.vertx.deployVerticle(role.verticle().apply(context)));
    }
    return node;
  }

  /**
   * Blocks until every role works.
   *
   * @throws StartException if one could not start
   */
  void awaitStart() {
    try {
      Future.all(new ArrayList<>(deployments.values()))
          .toCompletionStage()
          .toCompletableFuture()
          .get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      if (!closing) {
        close();
        throw new StartException(explain(e.getCause()), e.getCause());
      }
    }
  }

  private static String explain(Throwable cause) {
    return cause instanceof PortInUseException ? cause.getMessage() : cause.toString();
  }

  /** Stops the roles in the order of the pipeline and then Vert.x; blocks, bounded in time. */
  void close() {
    closing = true;
    Future<Void> stopped = Future.succeededFuture();
    for (Map.Entry<String, Future<String>> deployment : deployments.entrySet()) {
      if (!deployment.getKey().equals("management")) {
        stopped = stopped.eventually(() -> undeploy(deployment.getKey(), deployment.getValue()));
      }
    }
    try {
      stopped
          .eventually(vertx::close)
          .toCompletionStage()
          .toCompletableFuture()
          .get(STOP_SECONDS, TimeUnit.SECONDS);
      LOG.info("stopped");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      LOG.warn("stopped, but not cleanly: {}", e.getCause().toString());
    } catch (TimeoutException e) {
      LOG.warn("not stopped within {} s, going all the same", STOP_SECONDS);
    }
  }

  private Future<Void> undeploy(String name, Future<String> deployment) {
    if (!deployment.succeeded()) {
      return Future.succeededFuture(); // still waiting for a server, so nothing is in hand
    }
    LOG.info("stopping {}", name);
    return vertx
        .undeploy(deployment.result())
        .onFailure(e -> LOG.warn("stopping {}: {}", name, e.toString()))
        .otherwiseEmpty();
  }
}
