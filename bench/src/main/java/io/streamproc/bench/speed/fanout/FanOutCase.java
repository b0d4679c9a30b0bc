package io.streamproc.bench.speed.fanout;

import io.streamproc.bench.measure.Pause;
import io.streamproc.bench.measure.ProcessUsage;
import io.streamproc.bench.process.JvmOptions;
import io.streamproc.bench.process.RoleProcess;
import io.streamproc.bench.speed.BenchmarkCase;
import io.streamproc.bench.speed.Figures;
import io.streamproc.bench.speed.Meter;
import io.streamproc.bench.speed.Plan;
import io.streamproc.bench.speed.Sample;
import io.streamproc.bench.speed.Table;
import io.streamproc.testkit.FreePorts;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.HdrHistogram.Histogram;

/** Live updates of one web-ui to more and more clients. */
public final class FanOutCase implements BenchmarkCase {
  private static final List<Integer> CLIENTS = List.of(100, 1_000, 5_000);
  private static final Duration TICK = Duration.ofSeconds(1);
  private static final Duration LAST_ARRIVAL = Duration.ofMillis(800);
  private static final double HALF = 50;
  private static final double NEARLY_ALL = 99;
  private static final double MILLIS = 1e-3; // of a microsecond

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
    return "One web-ui with the shipped JVM options in a cluster with a publisher, which publishes"
        + " one live update a second. Clients subscribe over SockJS's WebSocket as the page does."
        + " Latency is from the time at which the update was due until a client has it; the last"
        + " client of each update counts like the first. There is no yardstick: the figures are"
        + " those of this machine.";
  }

  @Override
  public Plan plan() {
    return new Plan(1, Duration.ofSeconds(10), Duration.ofSeconds(3), 0);
  }

  @Override
  public List<Table> run(Plan plan, Path folder, PrintWriter out) throws Exception {
    List<List<String>> rows = new ArrayList<>();
    for (int clients : CLIENTS) {
      rows.add(row(clients, plan, folder));
      out.println(rows.get(rows.size() - 1));
      out.flush();
    }
    List<String> columns =
        List.of(
            "clients",
            "updates sent",
            "received",
            "p50 / p99 / last ms",
            "web-ui's cores",
            "resident MiB",
            "client's CPU");
    return List.of(new Table("", columns, rows));
  }

  private static List<String> row(int clients, Plan plan, Path folder) throws Exception {
    int[] ports = FreePorts.several(4);
    Map<String, String> settings = settings(ports, clients);
    Path files = folder.resolve("web-ui-" + clients);
    try (RoleProcess page =
            RoleProcess.start(files, List.of("web-ui"), settings, JvmOptions.SHIPPED);
        Publisher publisher = new Publisher(settings, ports[3]);
        Browsers browsers = new Browsers(clients)) {
      browsers.connect(ports[0], clients);
      publish(publisher, browsers, plan.warmUp());
      try (Meter meter = new Meter(List.of(page.pid()), List.of(), List.of())) {
        Sample sample = meter.measure(() -> publish(publisher, browsers, plan.length()));
        return cells(clients, sample, browsers, ProcessUsage.residentMib(page.pid()));
      }
    }
  }

  private static Map<String, String> settings(int[] ports, int clients) {
    Map<String, String> all = new HashMap<>();
    String most = Integer.toString(clients * 2);
    all.put("web-ui.port", Integer.toString(ports[0]));
    all.put("management.port", Integer.toString(ports[1]));
    all.put("web-ui.max-sockets", most);
    all.put("http.max-connections", most);
    all.put("http.max-connections-per-address", "0");
    all.put("cluster.enabled", "true");
    all.put("cluster.name", "fan-out-" + UUID.randomUUID());
    all.put("cluster.port", Integer.toString(ports[2]));
    all.put("cluster.ports", "1");
    all.put("cluster.members", "127.0.0.1:" + ports[2] + ",127.0.0.1:" + ports[3]);
    return all;
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

  private static List<String> cells(int clients, Sample sample, Browsers browsers, double mib)
      throws IOException {
    if (browsers.closed() > 0) {
      throw new IOException(browsers.closed() + " connections were closed");
    }
    Histogram micros = browsers.latencies();
    String latencies =
        Figures.number(micros.getValueAtPercentile(HALF) * MILLIS)
            + " / "
            + Figures.number(micros.getValueAtPercentile(NEARLY_ALL) * MILLIS)
            + " / "
            + Figures.number(micros.getMaxValue() * MILLIS);
    return List.of(
        String.format(Locale.ROOT, "%,d", clients),
        String.format(Locale.ROOT, "%,.0f", sample.events() * clients),
        String.format(Locale.ROOT, "%,d", browsers.received()),
        latencies,
        Figures.ratio(sample.usage().cpu() / sample.seconds()),
        Figures.number(mib),
        Figures.percent(
            sample.usage().client() / (sample.usage().cpu() + sample.usage().client())));
  }
}
