package io.streamproc.bench.chaos;

import io.streamproc.bench.measure.Pause;
import io.streamproc.bench.metrics.Dashboard;
import io.streamproc.bench.metrics.PrometheusServer;
import io.streamproc.testkit.FreePorts;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code alerts}. Exit codes: 0 every query has data and every fault raised its alert and no other
 * one, 3 otherwise.
 */
@Command(
    name = "alerts",
    description = {
      "Run the system with a Prometheus (Debian's package prometheus): are there data for every"
          + " query of the dashboard, and which alerts fire for which fault? The rules are those of"
          + " the chart, with shorter times."
    },
    mixinStandardHelpOptions = true)
public final class AlertsCommand implements Callable<Integer> {
  private static final int DIFFERENT = 3;
  private static final Duration TIMEOUT = Duration.ofSeconds(300);
  private static final Duration LONGEST_FAULT = Duration.ofSeconds(90);
  private static final Duration LONGEST_CALM = Duration.ofSeconds(180);
  private static final long STEP_NANOS = 500_000_000;
  private static final int WATCH_ON_STEPS = 16; // after the expected alert, for others
  private static final int WARM_UP_SECONDS = 40;

  @Spec private CommandSpec spec;

  @Option(
      names = "--files",
      defaultValue = "k8s/streamproc/files",
      description = "folder of alerts.yaml and dashboard.json (default: ${DEFAULT-VALUE})")
  private Path files;

  @Option(names = "--fault", description = "only these faults, by a part of their names")
  private List<String> wanted = List.of();

  private PrintWriter out;
  private PrometheusServer prometheus;
  private boolean good = true;

  @Override
  public Integer call() throws Exception {
    out = spec.commandLine().getOut();
    Path folder = Files.createTempDirectory("streamproc-alerts-");
    out.println("logs: " + folder);
    try (AlertFaults faults = new AlertFaults(folder)) {
      faults.start(TIMEOUT);
      Path rules = Files.writeString(folder.resolve("alerts.yaml"), shortened());
      try (var server = PrometheusServer.start(folder, FreePorts.one(), rules, faults.targets())) {
        prometheus = server;
        Pause.ofSeconds(WARM_UP_SECONDS);
        queries();
        for (AlertFaults.Injection fault : faults.all()) {
          if (wanted.isEmpty() || wanted.stream().anyMatch(fault.name()::contains)) {
            cause(fault);
          }
        }
      }
    }
    return good ? 0 : DIFFERENT;
  }

  /** The rules with windows and durations of seconds, so that a fault need not last minutes. */
  private String shortened() throws IOException {
    Map<String, String> changes = new LinkedHashMap<>();
    changes.put("\\[(5|15)m]", "[30s]");
    changes.put("\\[1h]", "[10m]");
    changes.put("for: \\dm", "for: 8s");
    changes.put("lag_age_seconds\\) > 60", "lag_age_seconds) > 5");
    changes.put("process_uptime_seconds > 180", "process_uptime_seconds > 20");
    changes.put("14 \\* 86400", "120 * 86400");
    String text = Files.readString(files.resolve("alerts.yaml"));
    for (Map.Entry<String, String> change : changes.entrySet()) {
      String changed = text.replaceAll(change.getKey(), change.getValue());
      if (changed.equals(text)) {
        throw new IllegalStateException("no " + change.getKey() + " in the rules");
      }
      text = changed;
    }
    return text;
  }

  private void queries() throws IOException {
    List<Dashboard.Query> all = Dashboard.queries(files.resolve("dashboard.json"), "30s");
    List<Dashboard.Query> empty = new ArrayList<>();
    for (Dashboard.Query query : all) {
      if (prometheus.query(query.expression()).stream().allMatch(value -> value.isNaN())) {
        empty.add(query);
      }
    }
    out.printf(
        Locale.ROOT,
        "%d queries of the dashboard, %d with data%n",
        all.size(),
        all.size() - empty.size());
    empty.forEach(query -> out.println("  no data: " + query.panel() + ": " + query.expression()));
    out.println();
    out.println("| fault | alert | after | others | while it recovers |");
    out.println("|---|---|---|---|---|");
    out.flush();
    good &= empty.isEmpty();
  }

  private void cause(AlertFaults.Injection fault) throws Exception {
    awaitCalm();
    Map<String, Double> seen = new TreeMap<>();
    long began = System.nanoTime();
    fault.begin().run();
    int left = WATCH_ON_STEPS;
    while (left > 0 && System.nanoTime() - began < LONGEST_FAULT.toNanos()) {
      LockSupport.parkNanos(STEP_NANOS);
      double seconds = (System.nanoTime() - began) / 1e9;
      prometheus.firing().forEach(alert -> seen.putIfAbsent(alert, seconds));
      left -= seen.containsKey(fault.alert()) ? 1 : 0;
    }
    fault.end().run();
    Set<String> later = awaitCalm();
    later.removeAll(seen.keySet());
    Double after = seen.remove(fault.alert());
    good &= after != null == !fault.alert().isEmpty() && seen.isEmpty();
    out.printf(
        Locale.ROOT,
        "| %s | %s | %s | %s | %s |%n",
        fault.name(),
        after == null ? "none" : fault.alert(),
        after == null ? "" : String.format(Locale.ROOT, "%.0f s", after),
        seen.isEmpty() ? "none" : seen.keySet(),
        later.isEmpty() ? "none" : later);
    out.flush();
  }

  /** Waits until no alert has fired for some seconds; returns those that fired meanwhile. */
  private Set<String> awaitCalm() throws IOException {
    Set<String> seen = new TreeSet<>();
    long deadline = System.nanoTime() + LONGEST_CALM.toNanos();
    int calm = 0;
    while (calm < WATCH_ON_STEPS && System.nanoTime() < deadline) {
      LockSupport.parkNanos(STEP_NANOS);
      Set<String> now = prometheus.firing();
      seen.addAll(now);
      calm = now.isEmpty() ? calm + 1 : 0;
    }
    return seen;
  }
}
