package io.streamproc.bench.speed.drain;

import io.streamproc.bench.process.JvmOptions;
import io.streamproc.bench.process.ServersProcess;
import io.streamproc.bench.speed.BenchmarkCase;
import io.streamproc.bench.speed.Comparison;
import io.streamproc.bench.speed.Contender;
import io.streamproc.bench.speed.Plan;
import io.streamproc.bench.speed.Rounds;
import io.streamproc.bench.speed.Row;
import io.streamproc.bench.speed.Table;
import io.streamproc.testkit.TimescaleServer;
import io.vertx.core.Vertx;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** {@code drain-high}. */
public final class DrainHigh implements BenchmarkCase {
  private static final int EVENTS_PER_SECOND = 200_000;

  @Override
  public String name() {
    return "drain-high";
  }

  @Override
  public String title() {
    return "Drain of a backlog into PostgreSQL or TimescaleDB";
  }

  @Override
  public String description() {
    return "consumer-high stores a backlog of six partitions exactly once, every event of which is"
        + " high. The yardstick is one COPY of the same rows, already encoded, into a table"
        + " of the same schema in the same server, from one connection, in one transaction,"
        + " in the order of their times; the consumer reads one partition after another. The"
        + " first part warms up the process and does not count: each measurement starts a"
        + " new process and a new schema, and ends with a count of the rows. The server is"
        + " the TimescaleDB that "
        + TimescaleServer.VARIABLE
        + " names, with its rollups, otherwise the embedded PostgreSQL.";
  }

  @Override
  public Plan plan() {
    return new Plan(3, Duration.ofSeconds(5), Duration.ofSeconds(3), 0);
  }

  @Override
  public List<Table> run(Plan plan, Path folder, PrintWriter out) throws Exception {
    Vertx vertx = Vertx.vertx();
    try (ServersProcess servers = ServersProcess.start(folder)) {
      Map<String, String> settings = new HashMap<>(servers.settings());
      String server = StoreChoice.apply(settings, System.getenv());
      int warmUp = plan.warmUpEvents(EVENTS_PER_SECOND);
      int events = warmUp + plan.events(EVENTS_PER_SECOND);
      Backlog backlog = Backlog.send(vertx, settings, events, Backlog.LEAST_HIGH);
      Tables tables = new Tables(vertx, settings);
      var drain = new DrainingConsumer.Drain("consumer-high", folder, backlog, warmUp, tables);
      List<Contender> contenders =
          List.of(
              new DrainingConsumer("consumer-high, shipped options", JvmOptions.SHIPPED, drain),
              new DrainingConsumer(
                  "consumer-high, first compiler", JvmOptions.FIRST_COMPILER, drain),
              new BatchLoad(tables, backlog, warmUp));
      CopyLoad yardstick = new CopyLoad(tables, backlog, warmUp);
      List<Row> rows =
          new Rounds(plan, out).run(List.of(new Comparison(server, yardstick, contenders)));
      return List.of(Row.table("", rows));
    } finally {
      vertx.close().await();
    }
  }
}
