package io.streamproc.bench.speed.query;

import io.streamproc.bench.measure.Closing;
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
import io.streamproc.testkit.TimescaleServer;
import io.vertx.core.Vertx;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Queries of an hour, a day and a week over stores of several sizes. */
public final class SeriesQueryCase implements BenchmarkCase {
  private static final List<Load> LOADS =
      List.of(
          new Load("a quarter of an hour", Duration.ofMinutes(15), Step.SECOND),
          new Load("an hour", Duration.ofHours(1), Step.FIVE_SECONDS),
          new Load("an hour", Duration.ofHours(1), Step.TEN_SECONDS),
          new Load("an hour", Duration.ofHours(1), Step.MINUTE),
          new Load("an hour", Duration.ofHours(1), Step.FIVE_MINUTES),
          new Load("an hour", Duration.ofHours(1), Step.HOUR),
          new Load("a day", Duration.ofDays(1), Step.FIVE_MINUTES),
          new Load("a week", Duration.ofDays(7), Step.HOUR),
          new Load("a week", Duration.ofDays(7), Step.DAY));

  private final QueryOptions options = new QueryOptions();

  /** A range and a step that web-ui serves. */
  private record Load(String range, Duration length, Step step) {
    private String text() {
      return range + " in steps of " + step.id();
    }
  }

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
    return "Queries of a range that begins at a random time, one at a time, as the aggregator makes"
        + " them, over a week of events evenly apart, after the rollups of the store have been"
        + " made. The yardstick is the same query over the smallest number of events; a target of"
        + " at most twice the time is a ratio of at least 0.5. An event of this table is one query;"
        + " CPU is that of the embedded servers. InfluxDB is measured where it is installed, and"
        + " TimescaleDB where "
        + TimescaleServer.VARIABLE
        + " names one.";
  }

  @Override
  public Plan plan() {
    return new Plan(5, Duration.ofMillis(200), Duration.ofMillis(400), 0);
  }

  @Override
  public Optional<Object> options() {
    return Optional.of(options);
  }

  @Override
  public List<Table> run(Plan plan, Path folder, PrintWriter out) throws Exception {
    Vertx vertx = Vertx.vertx();
    List<StoredWeek> weeks = new ArrayList<>();
    try (StoreServers servers = StoreServers.start(options.stores(), folder)) {
      List<Row> rows = new ArrayList<>();
      for (Store store : options.stores()) {
        if (servers.has(store)) {
          rows.addAll(measure(plan, out, servers, write(vertx, store, servers, weeks, out)));
        } else {
          out.println(store + ": skipped, it is not there");
        }
      }
      return List.of(Row.table("", rows));
    } finally {
      Closing.all(weeks);
      vertx.close().await();
    }
  }

  private List<StoredWeek> write(
      Vertx vertx, Store store, StoreServers servers, List<StoredWeek> all, PrintWriter out)
      throws Exception {
    List<StoredWeek> weeks = new ArrayList<>();
    for (int events : options.sizes()) {
      long begin = System.nanoTime();
      StoredWeek week = StoredWeek.write(vertx, store, events, servers.settings(store));
      all.add(week);
      weeks.add(week);
      double seconds = (System.nanoTime() - begin) / 1e9;
      out.printf(Locale.ROOT, "%s, written in %.0f s%n", week.name(), seconds);
      out.flush();
    }
    return weeks;
  }

  private List<Load> loads() {
    return LOADS.stream().filter(one -> one.length().compareTo(options.longest()) <= 0).toList();
  }

  private List<Row> measure(
      Plan plan, PrintWriter out, StoreServers servers, List<StoredWeek> weeks) throws Exception {
    try (Meter meter = new Meter(List.of(), List.of(), servers.pids())) {
      List<Comparison> all = new ArrayList<>();
      for (Load load : loads()) {
        List<Contender> contenders = new ArrayList<>();
        for (StoredWeek week : weeks) {
          contenders.add(new Reads(week, load, meter));
        }
        all.add(new Comparison(load.text(), contenders.remove(0), contenders));
      }
      return new Rounds(plan, out).run(all);
    }
  }

  /** Reads a store, one query after the other. */
  private record Reads(StoredWeek week, Load load, Meter meter) implements Contender {
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
              week.read(load.length(), load.step());
              queries++;
            } while (System.nanoTime() < end);
            return queries;
          });
    }
  }
}
