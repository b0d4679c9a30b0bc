package io.streamproc.bench.process;

import io.streamproc.bench.measure.Pause;
import io.streamproc.bench.measure.ProcessUsage;
import io.streamproc.launcher.Main;
import io.streamproc.testkit.JavaProcess;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * One run of a command of the launcher in a process of its own, with the options of
 * scripts/streamproc.sh.
 *
 * @param seconds from the start of the process to its end
 * @param cpu its processor seconds
 * @param peakMib its largest resident memory, MiB
 * @param output everything that it has printed
 */
public record CommandRun(double seconds, double cpu, double peakMib, String output) {
  private static final Duration POLL = Duration.ofMillis(20);
  private static final long LIMIT_NANOS = TimeUnit.MINUTES.toNanos(2);

  /**
   * Runs it.
   *
   * @param files for its settings and its output: a path without an extension
   * @param arguments of the command line, without those of the settings
   * @throws IOException with its output if its exit code is not 0 or it takes more than two minutes
   */
  public static CommandRun of(Path files, Map<String, String> settings, String... arguments)
      throws IOException, InterruptedException {
    List<Object> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--config", RoleProcess.write(files, settings)));
    Path log = files.resolveSibling(files.getFileName() + ".log");
    long begin = System.nanoTime();
    double cpu = 0;
    double peak = 0;
    try (JavaProcess process =
        JavaProcess.start(Main.class, log, "", JvmOptions.FIRST_COMPILER, all.toArray())) {
      while (process.isAlive() && System.nanoTime() - begin < LIMIT_NANOS) {
        cpu = Math.max(cpu, ProcessUsage.cpuSeconds(List.of(process.pid())));
        peak = Math.max(peak, peakMib(process));
        Pause.of(POLL);
      }
      double seconds = (System.nanoTime() - begin) / 1e9;
      int code = process.awaitEnd(0);
      if (code != 0) {
        throw new IOException(arguments[0] + ": exit code " + code + "\n" + process.output());
      }
      return new CommandRun(seconds, cpu, peak, process.output());
    }
  }

  /** The totals in what {@code verify --json} has printed. */
  public static JsonObject total(String output) {
    return new JsonObject(output.substring(output.indexOf('{'))).getJsonObject("total");
  }

  /** 0 once it has ended; it counts as alive for a moment after the kernel has freed its memory. */
  private static double peakMib(JavaProcess process) {
    try {
      return ProcessUsage.peakMib(process.pid());
    } catch (IOException e) {
      return 0;
    }
  }
}
