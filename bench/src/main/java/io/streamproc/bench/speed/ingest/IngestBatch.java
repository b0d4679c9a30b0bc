package io.streamproc.bench.speed.ingest;

import io.streamproc.bench.process.JvmOptions;
import io.streamproc.bench.speed.BenchmarkCase;
import io.streamproc.bench.speed.Comparison;
import io.streamproc.bench.speed.Contender;
import io.streamproc.bench.speed.Plan;
import io.streamproc.bench.speed.Rounds;
import io.streamproc.bench.speed.Row;
import io.streamproc.bench.speed.Table;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Batches of a thousand events. */
public final class IngestBatch implements BenchmarkCase {
  private static final List<Integer> CONNECTIONS = List.of(4, 16);

  /** A heap that grows would make the yardstick faster from round to round. */
  private static final List<String> RAW_JVM =
      JvmOptions.bothCompilers(List.of("-XX:+UseSerialGC", "-Xms512m", "-Xmx512m"));

  @Override
  public String name() {
    return "ingest-batch";
  }

  @Override
  public String title() {
    return "Ingest, 1,000 events per request";
  }

  @Override
  public String description() {
    return "event-api, which validates NDJSON of 1,000 events and answers after the broker's"
        + " acknowledgement, against a KafkaProducer with the same properties that sends prepared"
        + " records to the same broker from one thread, without a window. Each connection has one"
        + " request at a time. Latency is that of whole requests in an open loop at half of the"
        + " contender's highest rate, from the intended send time.";
  }

  @Override
  public Plan plan() {
    return new Plan(5, Duration.ofMillis(1_000), Duration.ofSeconds(4), 0.5);
  }

  @Override
  public List<Table> run(Plan plan, Path folder, PrintWriter out) throws Exception {
    Vertx client = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    List<String> shipped = JvmOptions.SHIPPED;
    List<String> first = JvmOptions.FIRST_COMPILER;
    try (Targets targets = Targets.start(folder)) {
      Contender yardstick = new RawContender(targets.raw("raw producer, both compilers", RAW_JVM));
      List<Target> apis =
          List.of(
              targets.api("event-api, shipped options", "shipped", shipped),
              targets.api("event-api, first compiler", "first", first));
      EventApiLoads loads = new EventApiLoads(client);
      List<Contender> contenders = new ArrayList<>();
      for (int connections : CONNECTIONS) {
        for (Target api : apis) {
          String name = api.name() + ", " + connections + " connections";
          contenders.add(loads.batches(name, api, connections));
        }
      }
      List<Row> rows =
          new Rounds(plan, out).run(List.of(new Comparison("NDJSON", yardstick, contenders)));
      return List.of(Row.table("", rows));
    } finally {
      client.close().await();
    }
  }
}
