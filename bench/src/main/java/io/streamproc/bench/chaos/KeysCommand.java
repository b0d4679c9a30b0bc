package io.streamproc.bench.chaos;

import io.streamproc.bench.measure.Pause;
import io.streamproc.bench.measure.Statistics;
import io.streamproc.bench.metrics.PrometheusText;
import io.streamproc.bench.options.RoundOptions;
import io.streamproc.core.role.RoleContext;
import io.streamproc.core.settings.Settings;
import io.streamproc.embedded.EmbeddedServers;
import io.streamproc.producer.EventProducerVerticle;
import io.streamproc.producer.ProducerSettings;
import io.vertx.core.Vertx;
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
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code keys}. Linux only: processor time is the kernel's. */
@Command(
    name = "keys",
    description = {
      "Measure what idempotency keys cost: run event-producer at several rates against one system of"
          + " processes, with and without keys and with several linger times in turn, and print the"
          + " processor time of all processes."
    },
    mixinStandardHelpOptions = true)
public final class KeysCommand implements Callable<Integer> {
  private static final List<String> ROLES =
      List.of("event-api", "consumer-high", "consumer-low", "aggregator", "web-ui");

  private static final List<String> ROLE_JVM = List.of("-Xmx256m", "-Xss512k");
  private static final Duration START = Duration.ofSeconds(120);

  @Spec private CommandSpec spec;

  @Option(
      names = "--rates",
      split = ",",
      defaultValue = "100,1000,100000",
      description = "events a second (default: ${DEFAULT-VALUE})")
  private List<Integer> rates;

  @Option(
      names = "--lingers",
      split = ",",
      defaultValue = "0,100,200",
      description = "linger times, milliseconds (default: ${DEFAULT-VALUE})")
  private List<Integer> lingers;

  @Mixin private final RoundOptions rounds = new RoundOptions(3);

  private Vertx vertx;

  /** One way to send. The others are compared with the first one. */
  private record Variant(boolean keys, int linger) {
    @Override
    public String toString() {
      return (keys ? "keys" : "no keys") + ", linger " + linger + " ms";
    }
  }

  /** Results of one measurement, each per second. */
  private record Sample(double cores, double requests, double events) {}

  @Override
  public Integer call() throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    Path folder = Files.createTempDirectory("streamproc-keys-");
    vertx = Vertx.vertx();
    try (ChaosSystem system = new ChaosSystem(folder, null, ROLES, ROLE_JVM)) {
      system.startServers();
      system.startRoles(System.nanoTime() + START.toNanos());
      out.printf(
          Locale.ROOT,
          "%-8s %-24s %8s %10s %10s %10s %16s%n",
          "rate",
          "variant",
          "cores",
          "ratio",
          "requests/s",
          "stored/s",
          "ratios");
      for (int rate : rates) {
        measure(system, rate, out);
      }
    } finally {
      vertx.close().await();
    }
    EmbeddedServers.delete(folder); // after a failure its logs are of use
    return 0;
  }

  private List<Variant> variants() {
    List<Variant> variants = new ArrayList<>();
    for (boolean keys : new boolean[] {false, true}) {
      lingers.forEach(linger -> variants.add(new Variant(keys, linger)));
    }
    return variants;
  }

  private void measure(ChaosSystem system, int rate, PrintWriter out) throws Exception {
    List<Variant> variants = variants();
    Map<Variant, List<Sample>> samples = new LinkedHashMap<>();
    variants.forEach(variant -> samples.put(variant, new ArrayList<>()));
    for (int run = 0; run <= rounds.runs(); run++) {
      for (Variant variant : variants) {
        Sample sample = measure(system, rate, variant);
        if (run > 0) {
          samples.get(variant).add(sample);
        }
      }
    }
    List<Sample> base = samples.get(variants.get(0));
    samples.forEach((variant, own) -> out.print(row(rate, variant, own, base)));
    out.flush();
  }

  private static String row(int rate, Variant variant, List<Sample> own, List<Sample> base) {
    List<Double> ratios = new ArrayList<>();
    for (int i = 0; i < own.size(); i++) {
      ratios.add(own.get(i).cores() / base.get(i).cores());
    }
    ratios.sort(null);
    return String.format(
        Locale.ROOT,
        "%-8d %-24s %8.3f %10.2f %10.1f %10.0f %8.2f to %.2f%n",
        rate,
        variant,
        Statistics.median(own.stream().map(Sample::cores).toList()),
        Statistics.median(ratios),
        Statistics.median(own.stream().map(Sample::requests).toList()),
        Statistics.median(own.stream().map(Sample::events).toList()),
        ratios.get(0),
        ratios.get(ratios.size() - 1));
  }

  private Sample measure(ChaosSystem system, int rate, Variant variant) throws Exception {
    Settings source =
        Settings.of(
            Map.of(
                "event-producer.url", system.api(),
                "event-producer.rate", Integer.toString(rate),
                "event-producer.idempotent", Boolean.toString(variant.keys()),
                "event-producer.linger", variant.linger() + "ms"));
    RoleContext role = RoleContext.create(vertx);
    EventProducerVerticle producer = new EventProducerVerticle(ProducerSettings.read(source), role);
    String id = vertx.deployVerticle(producer).await();
    try {
      Pause.ofSeconds(1); // warms up connections, slots and compiled code
      double requests = requests(role);
      double events = stored(role);
      double cpu = cpu(system);
      long begin = System.nanoTime();
      Pause.ofSeconds(rounds.seconds());
      double length = (System.nanoTime() - begin) / 1e9;
      return new Sample(
          (cpu(system) - cpu) / length,
          (requests(role) - requests) / length,
          (stored(role) - events) / length);
    } finally {
      vertx.undeploy(id).await();
    }
  }

  private static double requests(RoleContext role) {
    return sum(role, "streamproc_producer_request_latency_seconds_count");
  }

  private static double stored(RoleContext role) {
    return sum(role, "streamproc_producer_events_acknowledged_total");
  }

  private static double sum(RoleContext role, String meter) {
    return PrometheusText.sum(role.metrics().scrape(), meter);
  }

  /** Seconds of processor time of all processes, including this one, which is the producer. */
  private static double cpu(ChaosSystem system) throws IOException {
    Duration all = ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
    for (ManagedProcess process : system.processes()) {
      all = all.plus(process.cpu());
    }
    return all.toNanos() / 1e9;
  }
}
