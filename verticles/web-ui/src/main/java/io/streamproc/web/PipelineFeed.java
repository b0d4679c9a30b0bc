package io.streamproc.web;

import io.streamproc.core.Names;
import io.streamproc.core.bus.RoleReport;
import io.streamproc.core.role.OpenResources;
import io.streamproc.web.pipeline.Pipeline;
import io.vertx.core.Future;
import io.vertx.core.Vertx;

/**
 * Sends the state of the pipeline once a second to the browsers that want it, encoded once for all
 * of them. While there is none, nothing is encoded.
 */
final class PipelineFeed {
  private final Pipeline pipeline;
  private final LiveBridge bridge;

  PipelineFeed(Pipeline pipeline, LiveBridge bridge) {
    this.pipeline = pipeline;
    this.bridge = bridge;
  }

  /**
   * @param open takes over the subscription and the timer
   * @return completes when the reports of the roles are heard
   */
  Future<Void> start(Vertx vertx, OpenResources open) {
    open.addTimer(vertx, vertx.setPeriodic(RoleReport.INTERVAL.toMillis(), t -> push()));
    return open.addSubscription(pipeline.subscribe(vertx.eventBus()));
  }

  private void push() {
    if (bridge.isWanted(Names.BUS_PIPELINE)) {
      bridge.show(Names.BUS_PIPELINE, pipeline.toJson());
    }
  }
}
