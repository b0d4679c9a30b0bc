package io.streamproc.bench.chaos;

import io.streamproc.bench.measure.Pause;
import io.streamproc.bench.measure.ProcessUsage;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code footprint}. Linux only: resident memory is the kernel's VmRSS. */
@Command(
    name = "footprint",
    description = {
      "Start one role after the other, each in a JVM of its own and all as one cluster, and print"
          + " how long each took from its start until it was ready, and what memory it holds at"
          + " idle."
    },
    mixinStandardHelpOptions = true)
public final class FootprintCommand implements Callable<Integer> {
  private static final List<String> ROLES =
      List.of(
          "event-api", "consumer-high", "consumer-low", "aggregator", "web-ui", "event-producer");

  private static final Duration TIMEOUT = Duration.ofSeconds(90);
  private static final Duration POLL = Duration.ofMillis(10);

  @Spec private CommandSpec spec;

  @Option(
      names = "--java-options",
      defaultValue = "-Xms64m -Xmn40m -Xmx512m -Xss512k -XX:TieredStopAtLevel=4",
      description =
          "of each role's JVM, after -XX:+UseSerialGC; TieredStopAtLevel=1 is the first compiler"
              + " only (default: ${DEFAULT-VALUE})")
  private String javaOptions;

  @Option(
      names = "--runs",
      defaultValue = "3",
      description = "starts of each role (default: ${DEFAULT-VALUE})")
  private int runs;

  @Option(
      names = "--idle",
      defaultValue = "30",
      description =
          "seconds after the last start at which memory is read (default: ${DEFAULT-VALUE})")
  private int idleSeconds;

  @Override
  public Integer call() throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    Path folder = Files.createTempDirectory("streamproc-footprint-");
    List<String> jvm = List.of(javaOptions.strip().split("\\s+"));
    Map<String, double[]> seconds = new TreeMap<>();
    try (ChaosSystem system = new ChaosSystem(folder, null, ROLES, jvm)) {
      system.set("event-producer.rate", "0.1");
      system.startServers();
      for (int run = 0; run < runs; run++) {
        for (ManagedProcess role : system.roles()) {
          if (run > 0) {
            role.away(Fault.Kind.KILL);
          }
          seconds.computeIfAbsent(role.name(), n -> new double[runs])[run] = start(role);
        }
      }
      Pause.of(Duration.ofSeconds(idleSeconds));
      out.printf(Locale.ROOT, "%-16s %-24s %s%n", "role", "ready after s", "resident MiB");
      for (ManagedProcess role : system.roles()) {
        out.printf(
            Locale.ROOT,
            "%-16s %-24s %.0f%n",
            role.name(),
            text(seconds.get(role.name())),
            ProcessUsage.residentMib(role.pid()));
      }
      out.flush();
    }
    return 0;
  }

  private static double start(ManagedProcess role) throws IOException, InterruptedException {
    long began = System.nanoTime();
    role.start();
    while (!role.isReady()) {
      if (System.nanoTime() - began > TIMEOUT.toNanos()) {
        throw new IllegalStateException(role.name() + " is not ready after " + TIMEOUT);
      }
      Pause.of(POLL);
    }
    return (System.nanoTime() - began) / 1e9;
  }

  private static String text(double[] seconds) {
    StringBuilder text = new StringBuilder();
    for (double one : seconds) {
      text.append(String.format(Locale.ROOT, "%.2f ", one));
    }
    return text.toString();
  }
}
