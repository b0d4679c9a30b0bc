package io.streamproc.bench.speed.peers;

import io.streamproc.bench.process.JvmOptions;
import io.streamproc.bench.process.ServersProcess;
import io.streamproc.bench.speed.Comparison;
import io.streamproc.bench.speed.Plan;
import io.streamproc.bench.speed.Rounds;
import io.streamproc.bench.speed.Row;
import io.streamproc.bench.speed.drain.Backlog;
import io.streamproc.bench.speed.drain.CopyLoad;
import io.streamproc.bench.speed.drain.DrainingConsumer;
import io.streamproc.bench.speed.drain.StoreChoice;
import io.streamproc.bench.speed.drain.Tables;
import io.vertx.core.Vertx;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A backlog into PostgreSQL, by consumer-high and by Kafka Connect. */
final class DrainPeers {
  private static final int EVENTS_PER_SECOND = 200_000;
  private static final int SINK_EVENTS_PER_SECOND = 40_000;

  private DrainPeers() {}

  /** COPY, consumer-high and the peer, in this order. */
  static List<Row> run(Plan plan, Path folder, PrintWriter out) throws Exception {
    Vertx vertx = Vertx.vertx();
    try (ServersProcess servers = ServersProcess.start(folder)) {
      Map<String, String> settings = new HashMap<>(servers.settings());
      String server = StoreChoice.apply(settings, System.getenv());
      boolean hypertable = StoreChoice.isTimescale(System.getenv());
      Tables tables = new Tables(vertx, settings);
      int warmUp = plan.warmUpEvents(EVENTS_PER_SECOND);
      int all = warmUp + plan.events(EVENTS_PER_SECOND);
      Backlog backlog = Backlog.send(vertx, settings, all, Backlog.LEAST_HIGH);
      int sinkWarmUp = plan.warmUpEvents(SINK_EVENTS_PER_SECOND);
      int sinkAll = sinkWarmUp + plan.events(SINK_EVENTS_PER_SECOND);
      Map<String, String> sinkSettings = new HashMap<>(settings);
      sinkSettings.put("kafka.topic", "events-of-sink");
      Backlog ofSink = Backlog.send(vertx, sinkSettings, sinkAll, Backlog.LEAST_HIGH);
      var drain = new DrainingConsumer.Drain("consumer-high", folder, backlog, warmUp, tables);
      Comparison comparison =
          new Comparison(
              server,
              new CopyLoad(tables, backlog, warmUp),
              List.of(
                  new DrainingConsumer("consumer-high", JvmOptions.SHIPPED, drain),
                  new JdbcSink(folder, ofSink, sinkWarmUp, tables, hypertable)));
      return new Rounds(plan, out).run(List.of(comparison));
    } finally {
      vertx.close().await();
    }
  }
}
