package io.streamproc.bench.speed.scaling;

import io.streamproc.bench.process.ServersProcess;
import io.streamproc.bench.speed.BenchmarkCase;
import io.streamproc.bench.speed.Comparison;
import io.streamproc.bench.speed.Plan;
import io.streamproc.bench.speed.Rounds;
import io.streamproc.bench.speed.Row;
import io.streamproc.bench.speed.Table;
import io.streamproc.bench.speed.drain.ScaledDrain;
import io.streamproc.bench.speed.ingest.ScaledIngest;
import io.vertx.core.Vertx;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** One process of a role against several, measured and predicted. */
public final class ScalingCase implements BenchmarkCase {
  private static final List<Integer> CONSUMERS = List.of(1, 2, 4);
  private static final List<Integer> APIS = List.of(1, 2);
  private static final int INGEST_WARM_UP = 7;
  private static final int EVENTS_PER_SECOND = 250_000;

  @Override
  public String name() {
    return "scaling";
  }

  @Override
  public String title() {
    return "One, two and four processes of a role";
  }

  @Override
  public String description() {
    return "1, 2 and 4 consumer-high drain a backlog of as many partitions into one PostgreSQL, and"
        + " 1 and 2 event-apis take single events over 64 connections each. The yardstick is one"
        + " process. Load generator, servers and all processes share the cores of one machine, so"
        + " the rate stops growing when these are busy; what scales to several machines is the"
        + " processor time per event. The prediction is that of `scripts/bench.sh model`, from the"
        + " row of one process alone: the processor time of an event stays the same, and the rate"
        + " grows with the processes up to the rate at which all cores are busy. Every consumer has"
        + " stored events during the warm-up, and all rows are counted at the end.";
  }

  @Override
  public Plan plan() {
    return new Plan(2, Duration.ofSeconds(3), Duration.ofSeconds(3), 0);
  }

  @Override
  public List<Table> run(Plan plan, Path folder, PrintWriter out) throws Exception {
    Prediction prediction = new Prediction(Runtime.getRuntime().availableProcessors());
    drains(plan, folder, out, prediction);
    ingest(plan, folder, out, prediction);
    return List.of(prediction.table());
  }

  private static void drains(Plan plan, Path folder, PrintWriter out, Prediction prediction)
      throws Exception {
    Vertx vertx = Vertx.vertx();
    try (ServersProcess servers = ServersProcess.start(folder)) {
      List<ScaledDrain> drains = new ArrayList<>();
      for (int processes : CONSUMERS) {
        // While the last of several processes starts, the others store already.
        int warmUp = processes * plan.warmUpEvents(EVENTS_PER_SECOND);
        int events = processes * plan.events(EVENTS_PER_SECOND);
        drains.add(ScaledDrain.of(vertx, servers, folder, processes, warmUp, events));
      }
      ScaledDrain one = drains.get(0);
      Comparison drained =
          new Comparison("drain", one, List.copyOf(drains.subList(1, drains.size())));
      List<Row> rows = new Rounds(plan, out).run(List.of(drained));
      for (int i = 0; i < CONSUMERS.size(); i++) {
        prediction.add(CONSUMERS.get(i), rows.get(i), drains.get(i).brokerMicros());
      }
    } finally {
      vertx.close().await();
    }
  }

  private static void ingest(Plan plan, Path folder, PrintWriter out, Prediction prediction)
      throws Exception {
    Path own = Files.createDirectories(folder.resolve("ingest"));
    try (ScaledIngest ingest = ScaledIngest.start(own, APIS.get(APIS.size() - 1))) {
      Comparison posted =
          new Comparison(
              "ingest",
              ingest.contender(APIS.get(0)),
              APIS.stream().skip(1).map(ingest::contender).toList());
      List<Row> rows = new Rounds(plan.warmedUp(INGEST_WARM_UP), out).run(List.of(posted));
      for (int i = 0; i < APIS.size(); i++) {
        prediction.add(APIS.get(i), rows.get(i), List.of());
      }
    }
  }
}
