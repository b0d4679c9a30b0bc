package io.streamproc.bench.speed.options;

import io.streamproc.bench.process.JvmOptions;
import io.streamproc.bench.process.ServersProcess;
import io.streamproc.bench.speed.BenchmarkCase;
import io.streamproc.bench.speed.Comparison;
import io.streamproc.bench.speed.Contender;
import io.streamproc.bench.speed.Plan;
import io.streamproc.bench.speed.Rounds;
import io.streamproc.bench.speed.Row;
import io.streamproc.bench.speed.Table;
import io.streamproc.bench.speed.drain.Backlog;
import io.streamproc.bench.speed.drain.DrainingConsumer;
import io.streamproc.bench.speed.drain.Place;
import io.streamproc.bench.speed.drain.Series;
import io.streamproc.bench.speed.drain.StoreChoice;
import io.streamproc.bench.speed.drain.Tables;
import io.vertx.core.Vertx;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** {@code options-consumers}. */
public final class ConsumerOptions implements BenchmarkCase {
  private static final int EVENTS_PER_SECOND = 200_000;

  @Override
  public String name() {
    return "options-consumers";
  }

  @Override
  public String title() {
    return "JVM options of the consumers";
  }

  @Override
  public String description() {
    return "The drains of above with the shipped options of the JVM, which are the yardstick, and"
        + " with others: consumer-low into QuestDB, and consumer-high into the TimescaleDB or"
        + " PostgreSQL of its drain. The other collectors have the same young generation.";
  }

  @Override
  public Plan plan() {
    return new Plan(1, Duration.ofSeconds(3), Duration.ofSeconds(2), 0);
  }

  @Override
  public List<Table> run(Plan plan, Path folder, PrintWriter out) throws Exception {
    Vertx vertx = Vertx.vertx();
    try (ServersProcess servers = ServersProcess.start(folder)) {
      Map<String, String> settings = new HashMap<>(servers.settings());
      Drains drains =
          new Drains(folder, plan.warmUpEvents(EVENTS_PER_SECOND), plan.events(EVENTS_PER_SECOND));
      Backlog low = backlog(vertx, settings, "low", Backlog.LEAST_LOW, drains);
      Series series = new Series(vertx, topic(settings, "low"), servers.pids(), low);
      String server = StoreChoice.apply(settings, System.getenv());
      Backlog high = backlog(vertx, settings, "high", Backlog.LEAST_HIGH, drains);
      Tables tables = new Tables(vertx, topic(settings, "high"));
      List<Row> rows =
          new Rounds(plan, out)
              .run(
                  List.of(
                      drains.comparison("QuestDB", "consumer-low", low, series),
                      drains.comparison(server, "consumer-high", high, tables)));
      return List.of(Row.table("", rows));
    } finally {
      vertx.close().await();
    }
  }

  private static Backlog backlog(
      Vertx vertx, Map<String, String> settings, String topic, int least, Drains drains) {
    return Backlog.send(vertx, topic(settings, topic), drains.warmUp + drains.events, least);
  }

  private static Map<String, String> topic(Map<String, String> settings, String topic) {
    Map<String, String> own = new HashMap<>(settings);
    own.put("kafka.topic", topic);
    return own;
  }

  /**
   * Drains of the same size.
   *
   * @param warmUp events that do not count
   * @param events events that count
   */
  private record Drains(Path folder, int warmUp, int events) {
    Comparison comparison(String server, String role, Backlog backlog, Place.Maker places) {
      var drain = new DrainingConsumer.Drain(role, folder, backlog, warmUp, places);
      List<Contender> others = new ArrayList<>();
      JvmOptions.others()
          .forEach((name, options) -> others.add(new DrainingConsumer(name, options, drain)));
      return new Comparison(
          role + " into " + server,
          new DrainingConsumer("shipped options", JvmOptions.SHIPPED, drain),
          others);
    }
  }
}
