package io.streamproc.bench.speed.fanout;

import io.streamproc.bench.measure.Pause;
import io.streamproc.bench.speed.BenchmarkCase;
import io.streamproc.bench.speed.Figures;
import io.streamproc.bench.speed.Meter;
import io.streamproc.bench.speed.Plan;
import io.streamproc.bench.speed.Sample;
import io.streamproc.bench.speed.Table;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Live updates to more and more clients, with stalled ones among them, and from two web-uis. */
public final class FanOutCase implements BenchmarkCase {
  private static final List<Layout> LAYOUTS =
      List.of(
          Layout.of(1, 100),
          Layout.of(1, 1_000),
          Layout.of(1, 5_000),
          Layout.withStalled(1_000),
          Layout.withStalled(5_000),
          Layout.of(2, 1_000),
          Layout.of(2, 5_000));

  private static final Duration TICK = Duration.ofSeconds(1);
  private static final Duration LAST_ARRIVAL = Duration.ofMillis(800);
  private static final Duration FILLING = Duration.ofMillis(100);
  private static final int MOST_LARGE = 200; // updates until a client's buffers are surely full

  @Override
  public String name() {
    return "fan-out";
  }

  @Override
  public String title() {
    return "Fan-out to browsers";
  }

  @Override
  public String description() {
    return "web-ui with the shipped JVM options in a cluster with a publisher, which publishes one"
        + " live update a second. Clients subscribe over SockJS's WebSocket as the page"
        + " does, and are spread evenly over the web-uis. Stalled ones send pings but have"
        + " never read, so that all buffers to them are full. Latency is from the time at"
        + " which the update was due until a client has it; the last client of each update"
        + " counts like the first. If one that reads misses an update, the case fails. There"
        + " is no yardstick: the figures are those of this machine.";
  }

  @Override
  public Plan plan() {
    return new Plan(1, Duration.ofSeconds(5), Duration.ofSeconds(2), 0);
  }

  @Override
  public List<Table> run(Plan plan, Path folder, PrintWriter out) throws Exception {
    List<List<String>> rows = new ArrayList<>();
    for (Layout layout : LAYOUTS) {
      rows.add(row(layout, plan, folder));
      out.println(rows.get(rows.size() - 1));
      out.flush();
    }
    List<String> columns =
        List.of(
            "web-uis",
            "clients",
            "stalled",
            "updates sent",
            "received",
            "p50 / p99 / last ms",
            "web-uis' cores",
            "resident MiB of each",
            "client's CPU");
    return List.of(new Table("", columns, rows));
  }

  private static List<String> row(Layout layout, Plan plan, Path folder) throws Exception {
    Path files = folder.resolve("web-ui-" + String.join("-", names(layout)));
    try (WebUis pages = WebUis.start(layout.webUis(), layout.clients(), files);
        Publisher publisher = new Publisher(pages.publisher());
        Browsers browsers = new Browsers(layout.clients())) {
      stall(layout, pages, publisher, browsers);
      for (int i = 0; i < layout.webUis(); i++) {
        browsers.connect(pages.port(i), layout.live(i));
      }
      publish(publisher, browsers, plan.warmUp());
      try (Meter meter = new Meter(pages.pids(), List.of(), List.of())) {
        Sample sample = meter.measure(() -> publish(publisher, browsers, plan.length()));
        checkArrivals(layout, sample, browsers);
        return cells(layout, sample, browsers, pages.mostMib());
      }
    }
  }

  private static List<String> names(Layout layout) {
    return Stream.of(layout.webUis(), layout.clients(), layout.stalled())
        .map(String::valueOf)
        .toList();
  }

  /** Connects those that never read, and publishes until nothing more can be sent to them. */
  private static void stall(Layout layout, WebUis pages, Publisher publisher, Browsers browsers)
      throws IOException, InterruptedException {
    if (layout.stalled() == 0) {
      return;
    }
    browsers.connectStalled(pages.port(0), layout.stalled());
    for (int i = 0; pages.slow() < layout.stalled(); i++) {
      if (i == MOST_LARGE) {
        throw new IOException("the stalled clients still accept updates");
      }
      publisher.publishLarge();
      Pause.of(FILLING);
    }
  }

  private static void checkArrivals(Layout layout, Sample sample, Browsers browsers)
      throws IOException {
    if (browsers.closed() > 0) {
      throw new IOException(browsers.closed() + " connections of clients that read were closed");
    }
    long sent = Math.round(sample.events()) * layout.live();
    if (browsers.received() != sent) {
      throw new IOException(sent - browsers.received() + " of " + sent + " updates are missing");
    }
  }

  /** Publishes one update per tick, and returns their number once the last has had its time. */
  private static double publish(Publisher publisher, Browsers browsers, Duration length) {
    int ticks = (int) (length.toMillis() / TICK.toMillis());
    long begin = System.nanoTime();
    long[] due = new long[ticks];
    for (int i = 0; i < ticks; i++) {
      due[i] = begin + i * TICK.toNanos();
    }
    browsers.expect(due);
    for (int i = 0; i < ticks; i++) {
      Pause.of(Duration.ofNanos(Math.max(0, due[i] - System.nanoTime())));
      publisher.publish(i);
    }
    Pause.of(LAST_ARRIVAL);
    return ticks;
  }

  private static List<String> cells(Layout layout, Sample sample, Browsers browsers, double mib) {
    return List.of(
        Figures.count(layout.webUis()),
        Figures.count(layout.clients()),
        Figures.count(layout.stalled()),
        Figures.count(Math.round(sample.events()) * layout.live()),
        Figures.count(browsers.received()),
        Figures.quantiles(browsers.latencies()),
        Figures.ratio(sample.usage().cpu() / sample.seconds()),
        Figures.number(mib),
        Figures.percent(
            sample.usage().client() / (sample.usage().cpu() + sample.usage().client())));
  }
}
