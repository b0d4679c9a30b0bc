package io.streamproc.bench.speed.options;

import io.streamproc.bench.process.JvmOptions;
import io.streamproc.bench.speed.BenchmarkCase;
import io.streamproc.bench.speed.Comparison;
import io.streamproc.bench.speed.Contender;
import io.streamproc.bench.speed.Plan;
import io.streamproc.bench.speed.Rounds;
import io.streamproc.bench.speed.Row;
import io.streamproc.bench.speed.Table;
import io.streamproc.bench.speed.ingest.EventApiLoads;
import io.streamproc.bench.speed.ingest.Target;
import io.streamproc.bench.speed.ingest.Targets;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** {@code options-event-api}. */
public final class EventApiOptions implements BenchmarkCase {
  private static final int CONNECTIONS = 256;
  private static final int BATCH_CONNECTIONS = 16;

  @Override
  public String name() {
    return "options-event-api";
  }

  @Override
  public String title() {
    return "JVM options of event-api";
  }

  @Override
  public String description() {
    return "event-api with the shipped options of the JVM, which are the yardstick, and with others,"
        + " each a process of its own with the same broker: one event per POST over 256"
        + " connections, and NDJSON of 1,000 events over 16. The other collectors have the same young"
        + " generation.";
  }

  @Override
  public Plan plan() {
    return new Plan(3, Duration.ofMillis(1_000), Duration.ofSeconds(4), 0);
  }

  @Override
  public List<Table> run(Plan plan, Path folder, PrintWriter out) throws Exception {
    Vertx client = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    try (Targets targets = Targets.start(folder)) {
      List<Target> apis = new ArrayList<>();
      apis.add(targets.api("shipped options", "shipped", JvmOptions.SHIPPED));
      for (Map.Entry<String, List<String>> other : JvmOptions.others().entrySet()) {
        apis.add(targets.api(other.getKey(), "options" + apis.size(), other.getValue()));
      }
      EventApiLoads loads = new EventApiLoads(client);
      List<Row> rows =
          new Rounds(plan, out)
              .run(
                  List.of(
                      comparison(
                          "256 connections",
                          apis,
                          api -> loads.single(api.name(), api, CONNECTIONS)),
                      comparison(
                          "NDJSON",
                          apis,
                          api -> loads.batches(api.name(), api, BATCH_CONNECTIONS))));
      return List.of(Row.table("", rows));
    } finally {
      client.close().await();
    }
  }

  private static Comparison comparison(
      String load, List<Target> apis, Function<Target, Contender> contender) {
    List<Contender> all = apis.stream().map(contender).toList();
    return new Comparison(load, all.get(0), all.subList(1, all.size()));
  }
}
