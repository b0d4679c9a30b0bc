package io.streamproc.bench.speed.latency;

import io.streamproc.bench.speed.BenchmarkCase;
import io.streamproc.bench.speed.Figures;
import io.streamproc.bench.speed.Plan;
import io.streamproc.bench.speed.Table;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** From the POST of an event to its store and to a browser. */
public final class LatencyCase implements BenchmarkCase {
  private static final double LOW = 0.1;
  private static final double HALF = 0.5;
  private static final double HIGH = 0.8;
  private static final Duration HIGHEST = Duration.ofSeconds(6);
  private static final long P50_MS = Pipeline.TICK.toMillis() / 2 + 50;
  private static final long P99_MS = Pipeline.TICK.toMillis() + 150;

  @Override
  public String name() {
    return "latency";
  }

  @Override
  public String title() {
    return "From the POST of an event to its store and to a browser";
  }

  @Override
  public String description() {
    return "All roles in one process with the shipped JVM options, all servers in another one, a"
        + " tick of 1 s. Single events, half of them high, are posted over 64 connections in an"
        + " open loop; the highest rate is that of a closed loop, from its begin until both stores"
        + " have every event. Some 45 events a second are probes: their amounts let them be found"
        + " in the sum of a bucket. A probe is stored when the store's position is behind it, in"
        + " QuestDB when its consumer has committed it, and in the browser, a client of SockJS's"
        + " WebSocket, with the first live update that includes it; both count from the intended"
        + " time of the POST. The metrics count from the broker's append, the one for the"
        + " browser from that of the oldest event in an update. Every probe arrives, and at the end"
        + " `streamproc verify` finds exactly the accepted events. There is no yardstick.";
  }

  @Override
  public Plan plan() {
    // Measured: the rate of the closed loop doubles between the 10th and the 40th second.
    return new Plan(1, Duration.ofSeconds(3), Duration.ofSeconds(40), 0);
  }

  @Override
  public List<Table> run(Plan plan, Path folder, PrintWriter out) throws Exception {
    try (Pipeline pipeline = Pipeline.start(folder);
        Loads loads = new Loads(pipeline, plan.length())) {
      loads.highest(plan.warmUp());
      double highest = loads.highest(HIGHEST);
      out.println("highest rate " + Figures.number(highest) + "/s");
      double half = highest * HALF;
      List<Arrivals> all = new ArrayList<>();
      all.add(show(out, loads.measure("10 %", highest * LOW)));
      all.add(show(out, loads.measure("50 %", half)));
      all.add(show(out, loads.measure("80 %", highest * HIGH)));
      all.add(show(out, loads.measureWhileFilling("50 %, a million old events are posted", half)));
      all.add(show(out, loads.measureWhileQuerying("50 %, a week is queried", half)));
      pipeline.verify();
      return List.of(table(highest, all));
    }
  }

  private static Arrivals show(PrintWriter out, Arrivals arrivals) {
    out.println(arrivals.cells());
    out.flush();
    return arrivals;
  }

  private static Table table(double highest, List<Arrivals> all) {
    String caption =
        String.format(
            Locale.ROOT,
            "The highest rate was %s events/s. The target at half of it, in the browser within %d"
                + " ms (p50) and %d ms (p99), was %s:",
            Figures.number(highest),
            P50_MS,
            P99_MS,
            all.get(1).shownWithin(P50_MS, P99_MS) ? "met" : "missed");
    return new Table(caption, Arrivals.COLUMNS, all.stream().map(Arrivals::cells).toList());
  }
}
