package io.streamproc.bench.speed.query;

import io.streamproc.bench.process.ServersProcess;
import io.streamproc.bench.speed.BenchmarkCase;
import io.streamproc.bench.speed.Comparison;
import io.streamproc.bench.speed.Contender;
import io.streamproc.bench.speed.Meter;
import io.streamproc.bench.speed.Plan;
import io.streamproc.bench.speed.Rounds;
import io.streamproc.bench.speed.Row;
import io.streamproc.bench.speed.Sample;
import io.streamproc.bench.speed.Table;
import io.streamproc.core.series.Step;
import io.vertx.core.Vertx;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Queries of an hour over stores of two sizes. */
public final class SeriesQueryCase implements BenchmarkCase {
  private static final int SMALL = 100_000;
  private static final int LARGE = 1_000_000;
  private static final Duration RANGE = Duration.ofHours(1);
  private static final List<Step> STEPS = List.of(Step.SECOND, Step.TEN_SECONDS, Step.MINUTE);

  @Override
  public String name() {
    return "series-query";
  }

  @Override
  public String title() {
    return "Series queries";
  }

  @Override
  public String description() {
    return "Queries of one hour, one at a time, as the aggregator makes them, over a week of events"
        + " evenly apart: the yardstick is the same query over a tenth of the events. A target of"
        + " at most twice the time is a ratio of at least 0.5. An event of this table is one query;"
        + " CPU is that of the servers.";
  }

  @Override
  public Plan plan() {
    return new Plan(5, Duration.ofMillis(500), Duration.ofSeconds(1), 0);
  }

  @Override
  public List<Table> run(Plan plan, Path folder, PrintWriter out) throws Exception {
    Vertx vertx = Vertx.vertx();
    List<StoredWeek> weeks = new ArrayList<>();
    try (ServersProcess servers = ServersProcess.start(folder)) {
      for (StoredWeek.Store store : StoredWeek.Store.values()) {
        weeks.add(StoredWeek.write(vertx, store, SMALL, servers.settings()));
        weeks.add(StoredWeek.write(vertx, store, LARGE, servers.settings()));
        out.printf(Locale.ROOT, "%s has %,d and %,d events%n", store, SMALL, LARGE);
      }
      try (Meter meter = new Meter(List.of(), List.of(), servers.pids())) {
        List<Comparison> all = new ArrayList<>();
        for (int i = 0; i < weeks.size(); i += 2) {
          for (Step step : STEPS) {
            all.add(comparison(step, meter, weeks.get(i), weeks.get(i + 1)));
          }
        }
        return List.of(Row.table("", new Rounds(plan, out).run(all)));
      }
    } finally {
      weeks.forEach(StoredWeek::close);
      vertx.close().await();
    }
  }

  private static Comparison comparison(Step step, Meter meter, StoredWeek small, StoredWeek large) {
    return new Comparison(
        "an hour in steps of " + step.id(),
        new Reads(small, step, meter),
        List.of(new Reads(large, step, meter)));
  }

  /** Reads a store, one query after the other. */
  private record Reads(StoredWeek week, Step step, Meter meter) implements Contender {
    @Override
    public String name() {
      return week.name();
    }

    @Override
    public Sample load(Duration length) throws Exception {
      return meter.measure(
          () -> {
            long end = System.nanoTime() + length.toNanos();
            int queries = 0;
            do {
              week.read(RANGE, step);
              queries++;
            } while (System.nanoTime() < end);
            return queries;
          });
    }
  }
}
