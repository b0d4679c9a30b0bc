package io.streamproc.bench.speed.ingest;

import io.streamproc.bench.process.JvmOptions;
import io.streamproc.bench.speed.BenchmarkCase;
import io.streamproc.bench.speed.Comparison;
import io.streamproc.bench.speed.Plan;
import io.streamproc.bench.speed.Rounds;
import io.streamproc.bench.speed.Row;
import io.streamproc.bench.speed.Table;
import io.streamproc.bench.speed.TooNoisyException;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** One event in each request. */
public final class IngestSingle implements BenchmarkCase {
  private static final List<Integer> CONNECTIONS = List.of(64, 256);
  private static final String TYPE = "application/json";
  private static final String EVENT = "{\"amount\":7.2}";
  private static final String BARE_FIRST = "bare Vert.x, first compiler";
  private static final int PER_LOAD = 6; // contenders, the yardstick included

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
    return new Plan(5, Duration.ofMillis(500), Duration.ofMillis(2_500), 0.5);
  }

  /** The servers, each with the first compiler only and with the shipped options. */
  private record Servers(Target bareFirst, Target bareShipped, Target apiFirst, Target apiShipped) {
    static Servers start(Targets targets) throws Exception {
      List<String> first = JvmOptions.FIRST_COMPILER;
      List<String> shipped = JvmOptions.SHIPPED;
      return new Servers(
          targets.bare(BARE_FIRST, "first", first),
          targets.bare("bare Vert.x, shipped options", "shipped", shipped),
          targets.api("event-api, first compiler", "first", first),
          targets.api("event-api, shipped options", "shipped", shipped));
    }
  }

  @Override
  public List<Table> run(Plan plan, Path folder, PrintWriter out) throws Exception {
    Vertx client = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    try (Targets targets = Targets.start(folder)) {
      Servers servers = Servers.start(targets);
      List<Row> rows =
          new Rounds(plan, out)
              .run(CONNECTIONS.stream().map(n -> comparison(client, servers, n)).toList());
      return List.of(
          Row.table("Against bare Vert.x with shipped options:", rows),
          Row.table("With the first compiler only, on both sides:", firstCompiler(rows)));
    } finally {
      client.close().await();
    }
  }

  private static Comparison comparison(Vertx client, Servers servers, int connections) {
    HttpContender.Shape unkeyed = shape(connections, () -> PreparedRequests.alike(TYPE, EVENT));
    HttpContender.Shape keyed = shape(connections, () -> PreparedRequests.keyed(TYPE, EVENT));
    Target bare = servers.bareFirst();
    Target first = servers.apiFirst();
    Target shipped = servers.apiShipped();
    return new Comparison(
        connections + " connections",
        new HttpContender(client, servers.bareShipped().name(), servers.bareShipped(), unkeyed),
        List.of(
            new HttpContender(client, bare.name(), bare, unkeyed),
            new HttpContender(client, shipped.name(), shipped, unkeyed),
            new HttpContender(client, shipped.name() + ", keyed", shipped, keyed),
            new HttpContender(client, first.name(), first, unkeyed),
            new HttpContender(client, first.name() + ", keyed", first, keyed)));
  }

  private static HttpContender.Shape shape(int connections, Supplier<PreparedRequests> requests) {
    return new HttpContender.Shape(connections, 1, requests);
  }

  /** The rows of the first compiler with the bare server of the same as the yardstick. */
  private static List<Row> firstCompiler(List<Row> rows) throws TooNoisyException {
    List<Row> first = new ArrayList<>();
    for (int from = 0; from < rows.size(); from += PER_LOAD) {
      List<Row> load = rows.subList(from, from + PER_LOAD);
      Row yardstick = load.get(1);
      TooNoisyException.check(
          yardstick.contender() + ", " + yardstick.load(), yardstick.rate(), "/s");
      for (Row one : List.of(yardstick, load.get(PER_LOAD - 2), load.get(PER_LOAD - 1))) {
        first.add(one.against(yardstick));
      }
    }
    return first;
  }
}
