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
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Option;

/** {@code drain-low}. */
public final class DrainLow implements BenchmarkCase {
  private static final int EVENTS_PER_SECOND = 200_000;

  private final Chosen chosen = new Chosen();

  private enum Server {
    QUESTDB,
    INFLUXDB
  }

  /** The servers to measure: a machine may be too noisy for one and not for the other. */
  private static final class Chosen {
    @Option(
        names = "--servers",
        split = ",",
        description = "servers to measure: ${COMPLETION-CANDIDATES} (default: both)")
    private Set<Server> servers = EnumSet.allOf(Server.class);
  }

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
  public Optional<Object> options() {
    return Optional.of(chosen);
  }

  @Override
  public List<Table> run(Plan plan, Path folder, PrintWriter out) throws Exception {
    Vertx vertx = Vertx.vertx();
    try (ServersProcess servers = ServersProcess.start(folder)) {
      int warmUp = plan.warmUpEvents(EVENTS_PER_SECOND);
      int events = warmUp + plan.events(EVENTS_PER_SECOND);
      Map<String, String> settings = new HashMap<>(servers.settings());
      Backlog backlog = Backlog.send(vertx, settings, events, Backlog.LEAST_LOW);
      List<Row> rows = new ArrayList<>();
      if (chosen.servers.contains(Server.QUESTDB)) {
        Series questDb = new Series(vertx, settings, servers.pids(), backlog);
        Comparison comparison = compare("QuestDB", questDb, folder, backlog, warmUp);
        rows.addAll(new Rounds(plan, out).run(List.of(comparison)));
      }
      if (chosen.servers.contains(Server.INFLUXDB) && InfluxDbServer.isInstalled()) {
        try (InfluxDbServer server = InfluxDbServer.start()) {
          StoreChoice.apply(settings, server);
          Series influx = new Series(vertx, settings, List.of(), backlog);
          Comparison comparison = compare("InfluxDB", influx, folder, backlog, warmUp);
          rows.addAll(new Rounds(plan, out).run(List.of(comparison)));
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
