package io.streamproc.bench.speed.drain;

import io.streamproc.bench.process.JvmOptions;
import io.streamproc.bench.process.ServersProcess;
import io.streamproc.bench.speed.BenchmarkCase;
import io.streamproc.bench.speed.Comparison;
import io.streamproc.bench.speed.Plan;
import io.streamproc.bench.speed.Rounds;
import io.streamproc.bench.speed.Row;
import io.streamproc.bench.speed.Table;
import io.streamproc.testkit.InfluxDbServer;
import io.vertx.core.Vertx;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** {@code drain-low}. */
public final class DrainLow implements BenchmarkCase {
  private static final int EVENTS_PER_SECOND = 200_000;
  private static final int LEAST = 1;

  @Override
  public String name() {
    return "drain-low";
  }

  @Override
  public String title() {
    return "Drain of a backlog into InfluxDB and QuestDB";
  }

  @Override
  public String description() {
    return "consumer-low stores a backlog of six partitions exactly once, every event of which is"
        + " low. The yardstick posts the same lines, already encoded, 10,000 in a request,"
        + " over one connection to the same server, in the order of their times, whereas the"
        + " consumer reads one partition after another. The first part warms up the process"
        + " and does not count: each measurement starts a new process with a new table or"
        + " database, and ends with a count of the points. InfluxDB is measured where it is"
        + " installed, behind the tests' proxy that maps the paths of newer versions.";
  }

  @Override
  public Plan plan() {
    return new Plan(3, Duration.ofSeconds(3), Duration.ofSeconds(3), 0);
  }

  @Override
  public List<Table> run(Plan plan, Path folder, PrintWriter out) throws Exception {
    Vertx vertx = Vertx.vertx();
    try (ServersProcess servers = ServersProcess.start(folder)) {
      int warmUp = (int) (plan.warmUp().toMillis() * EVENTS_PER_SECOND / 1_000);
      int events = warmUp + (int) (plan.length().toMillis() * EVENTS_PER_SECOND / 1_000);
      Map<String, String> settings = new HashMap<>(servers.settings());
      Backlog backlog = Backlog.send(vertx, settings, events, LEAST);
      List<Row> rows = new ArrayList<>();
      Series questDb = new Series(vertx, settings, servers.pids(), backlog);
      rows.addAll(
          new Rounds(plan, out).run(List.of(compare("QuestDB", questDb, folder, backlog, warmUp))));
      if (InfluxDbServer.isInstalled()) {
        try (InfluxDbServer server = InfluxDbServer.start()) {
          StoreChoice.apply(settings, server);
          Series influx = new Series(vertx, settings, List.of(), backlog);
          rows.addAll(
              new Rounds(plan, out)
                  .run(List.of(compare("InfluxDB", influx, folder, backlog, warmUp))));
        }
      }
      return List.of(Row.table("", rows));
    } finally {
      vertx.close().await();
    }
  }

  private static Comparison compare(
      String server, Series series, Path folder, Backlog backlog, int warmUp) {
    var drain = new DrainingConsumer.Drain("consumer-low", folder, backlog, warmUp, series);
    return new Comparison(
        server,
        new LinesLoad(series, backlog, warmUp),
        List.of(
            new DrainingConsumer("consumer-low, shipped options", JvmOptions.SHIPPED, drain),
            new DrainingConsumer(
                "consumer-low, first compiler", JvmOptions.FIRST_COMPILER, drain)));
  }
}
