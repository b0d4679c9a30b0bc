package io.streamproc.bench.speed.ingest;

import io.streamproc.bench.speed.Contender;
import io.vertx.core.Vertx;

/** The loads of the targets for event-api. */
public final class EventApiLoads {
  private static final int CONNECTIONS = 256;
  private static final int BATCH_CONNECTIONS = 16;

  private final Vertx client;

  /**
   * @param client the load generator's, with one event loop
   */
  public EventApiLoads(Vertx client) {
    this.client = client;
  }

  /** One event in each request, over 256 connections. */
  public Contender single(Target api) {
    return new HttpContender(
        client,
        api.name(),
        api,
        new HttpContender.Shape(
            CONNECTIONS, 1, () -> PreparedRequests.alike("application/json", Events.ONE)));
  }

  /** NDJSON of 1,000 events in each request, over 16 connections. */
  public Contender batches(Target api) {
    String body = Events.ndjson();
    return new HttpContender(
        client,
        api.name(),
        api,
        new HttpContender.Shape(
            BATCH_CONNECTIONS,
            Events.BATCH,
            () -> PreparedRequests.alike("application/x-ndjson", body)));
  }
}
