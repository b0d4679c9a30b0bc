package io.streamproc.bench.speed.ingest;

import io.streamproc.bench.speed.Contender;
import io.vertx.core.Vertx;

/** The loads of the ingest cases: each connection has one request at a time. */
public final class EventApiLoads {
  private static final String JSON = "application/json";
  private static final String NDJSON = "application/x-ndjson";

  private final Vertx client;

  /**
   * @param client the load generator's, with one event loop
   */
  public EventApiLoads(Vertx client) {
    this.client = client;
  }

  /** One event in each request. */
  public Contender single(String name, Target target, int connections) {
    return new HttpContender(
        client,
        name,
        target,
        new HttpContender.Shape(connections, 1, () -> PreparedRequests.alike(JSON, Events.ONE)));
  }

  /** One event in each request, with an Idempotency-Key. */
  Contender keyed(String name, Target target, int connections) {
    return new HttpContender(
        client,
        name,
        target,
        new HttpContender.Shape(connections, 1, () -> PreparedRequests.keyed(JSON, Events.ONE)));
  }

  /** NDJSON of 1,000 events in each request. */
  public Contender batches(String name, Target target, int connections) {
    String body = Events.ndjson();
    return new HttpContender(
        client,
        name,
        target,
        new HttpContender.Shape(
            connections, Events.BATCH, () -> PreparedRequests.alike(NDJSON, body)));
  }
}
