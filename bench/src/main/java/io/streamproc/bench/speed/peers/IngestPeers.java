package io.streamproc.bench.speed.peers;

import io.streamproc.bench.process.JvmOptions;
import io.streamproc.bench.speed.Comparison;
import io.streamproc.bench.speed.Plan;
import io.streamproc.bench.speed.Rounds;
import io.streamproc.bench.speed.Row;
import io.streamproc.bench.speed.ingest.HttpContender;
import io.streamproc.bench.speed.ingest.PreparedRequests;
import io.streamproc.bench.speed.ingest.Target;
import io.streamproc.bench.speed.ingest.Targets;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;

/** One event per request, to event-api and to Spring WebFlux. */
final class IngestPeers {
  private static final int CONNECTIONS = 64;
  private static final int WARM_UP = 3;
  private static final HttpContender.Shape SHAPE =
      new HttpContender.Shape(
          CONNECTIONS, 1, () -> PreparedRequests.alike("application/json", "{\"amount\":7.2}"));

  private IngestPeers() {}

  /** The bare server, event-api and the peer, in this order. */
  static List<Row> run(Plan plan, Path folder, PrintWriter out) throws Exception {
    Vertx client = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    List<String> jvm = JvmOptions.SHIPPED;
    try (Targets targets = Targets.start(folder)) {
      Target bare = targets.bare("bare Vert.x", "peers", jvm);
      Target api = targets.api("event-api", "peers", jvm);
      String topic = "events-webflux";
      Target peer = targets.other("Spring WebFlux", topic, new WebFlux(folder, topic, jvm));
      Comparison comparison =
          new Comparison(
              CONNECTIONS + " connections",
              contender(client, bare),
              List.of(contender(client, api), contender(client, peer)));
      return new Rounds(plan.warmedUp(WARM_UP), out).run(List.of(comparison));
    } finally {
      client.close().await();
    }
  }

  private static HttpContender contender(Vertx client, Target target) {
    return new HttpContender(client, target.name(), target, SHAPE);
  }
}
