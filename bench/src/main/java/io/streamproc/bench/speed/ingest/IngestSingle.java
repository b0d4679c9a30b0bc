package io.streamproc.bench.speed.ingest;

import io.streamproc.bench.process.JvmOptions;
import io.streamproc.bench.speed.BenchmarkCase;
import io.streamproc.bench.speed.Comparison;
import io.streamproc.bench.speed.Plan;
import io.streamproc.bench.speed.Rounds;
import io.streamproc.bench.speed.Row;
import io.streamproc.bench.speed.Table;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** One event in each request. */
public final class IngestSingle implements BenchmarkCase {
  private static final List<Integer> CONNECTIONS = List.of(64, 256);

  @Override
  public String name() {
    return "ingest-single";
  }

  @Override
  public String title() {
    return "Ingest, one event per request";
  }

  @Override
  public String description() {
    return "event-api, with and without an Idempotency-Key, against a bare Vert.x server that reads"
        + " the body and answers 202: one event per POST, connections kept alive, one request at a"
        + " time on each. Every server is a process of its own with one event loop; event-api"
        + " answers after the broker's acknowledgement. Latency is that of an open loop at half of"
        + " the contender's highest rate, from the intended send time.";
  }

  @Override
  public Plan plan() {
    return new Plan(5, Duration.ofMillis(800), Duration.ofMillis(4_500), 0.5);
  }

  /** The servers; event-api also without the second compiler, to show what it brings. */
  private record Servers(Target bare, Target api, Target apiFirst) {
    static Servers start(Targets targets) throws Exception {
      List<String> shipped = JvmOptions.SHIPPED;
      return new Servers(
          targets.bare("bare Vert.x", "shipped", shipped),
          targets.api("event-api", "shipped", shipped),
          targets.api("event-api, first compiler", "first", JvmOptions.FIRST_COMPILER));
    }
  }

  @Override
  public List<Table> run(Plan plan, Path folder, PrintWriter out) throws Exception {
    Vertx client = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    try (Targets targets = Targets.start(folder)) {
      Servers servers = Servers.start(targets);
      EventApiLoads loads = new EventApiLoads(client);
      List<Row> rows =
          new Rounds(plan, out)
              .run(CONNECTIONS.stream().map(n -> comparison(loads, servers, n)).toList());
      return List.of(Row.table("", rows));
    } finally {
      client.close().await();
    }
  }

  private static Comparison comparison(EventApiLoads loads, Servers servers, int connections) {
    Target bare = servers.bare();
    Target api = servers.api();
    Target first = servers.apiFirst();
    return new Comparison(
        connections + " connections",
        loads.single(bare.name(), bare, connections),
        List.of(
            loads.single(api.name(), api, connections),
            loads.keyed(api.name() + ", keyed", api, connections),
            loads.single(first.name(), first, connections)));
  }
}
