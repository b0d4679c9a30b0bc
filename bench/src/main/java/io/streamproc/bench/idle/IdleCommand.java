package io.streamproc.bench.idle;

import io.streamproc.bench.measure.Pause;
import io.streamproc.embedded.EmbeddedServers;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code idle}. */
@Command(
    name = "idle",
    description = {
      "Run 'streamproc local' with no events and with some, on a new data folder each time, and print"
          + " the time to the first event, the processor time and the memory of all its processes."
    },
    mixinStandardHelpOptions = true)
public final class IdleCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "PROGRAM",
      description = "starts 'streamproc local' with the options that it is given: run_local.sh")
  private Path program;

  @Option(
      names = "--rates",
      split = ",",
      defaultValue = "0,20",
      description = "generated events per second, 0 for none (default: ${DEFAULT-VALUE})")
  private List<Double> rates;

  @Option(
      names = "--runs",
      defaultValue = "1",
      description = "runs of each rate, in turn (default: ${DEFAULT-VALUE})")
  private int runs;

  @Option(
      names = "--warm-up",
      defaultValue = "20",
      description = "seconds before the measurement (default: ${DEFAULT-VALUE})")
  private int warmUpSeconds;

  @Option(
      names = "--seconds",
      defaultValue = "30",
      description = "seconds of the measurement (default: ${DEFAULT-VALUE})")
  private int seconds;

  @Option(
      names = "--threads",
      defaultValue = "0",
      description =
          "also print the groups of threads with the most processor time, so many of them"
              + " (default: ${DEFAULT-VALUE})")
  private int shown;

  @Override
  public Integer call() throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    out.printf(
        Locale.ROOT,
        "%8s %14s %8s %14s %18s%n",
        "events/s",
        "first after s",
        "cores",
        "resident MiB",
        "proportional MiB");
    for (int run = 0; run < runs; run++) {
      for (double rate : rates) {
        measure(rate, out);
      }
    }
    return 0;
  }

  private void measure(double rate, PrintWriter out) throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("streamproc-idle-");
    try (LocalRun local = new LocalRun(program.toAbsolutePath(), folder, rate)) {
      Pause.of(Duration.ofSeconds(warmUpSeconds));
      Map<String, Long> before = local.processes().threads();
      long began = System.nanoTime();
      Pause.of(Duration.ofSeconds(seconds));
      Map<String, Long> after = local.processes().threads();
      double elapsed = System.nanoTime() - began;
      Map<String, Double> cores = cores(before, after, elapsed);
      ProcessTree.Memory memory = local.processes().memory();
      out.printf(
          Locale.ROOT,
          "%8.1f %14s %8.3f %14.0f %18.0f%n",
          rate,
          rate > 0 ? String.format(Locale.ROOT, "%.2f", local.startSeconds()) : "-",
          cores.values().stream().mapToDouble(x -> x).sum(),
          memory.resident(),
          memory.proportional());
      print(cores, out);
      out.flush();
    }
    EmbeddedServers.delete(folder);
  }

  /** Returns the cores used by each group of threads. */
  static Map<String, Double> cores(
      Map<String, Long> before, Map<String, Long> after, double elapsedNanos) {
    Map<String, Long> nanos = new TreeMap<>();
    after.forEach(
        (key, now) ->
            nanos.merge(ProcessTree.name(key), now - before.getOrDefault(key, 0L), Long::sum));
    Map<String, Double> cores = new TreeMap<>();
    nanos.forEach((name, sum) -> cores.put(name, sum / elapsedNanos));
    return cores;
  }

  private void print(Map<String, Double> cores, PrintWriter out) {
    cores.entrySet().stream()
        .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
        .limit(shown)
        .forEach(e -> out.printf(Locale.ROOT, "%32.4f  %s%n", e.getValue(), e.getKey()));
  }
}
