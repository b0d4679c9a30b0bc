package io.streamproc.bench.chaos;

import io.streamproc.bench.broken.Breakage;
import io.streamproc.bench.options.ClientOptions;
import io.streamproc.bench.options.RunOptions;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code chaos}. Exit codes: 0 clean, 3 something is lost, duplicated or wrong. */
@Command(
    name = "chaos",
    description = {
      "Run the whole system as processes, kill and freeze each of them at random while clients post"
          + " with retries, and compare clients, event-producer, Kafka and both stores at the end.",
      "Exit code 0: nothing lost, nothing twice; 3: otherwise."
    },
    mixinStandardHelpOptions = true)
public final class ChaosCommand implements Callable<Integer> {
  private static final int NOT_CLEAN = 3;
  private static final Duration START = Duration.ofSeconds(120);

  @Spec private CommandSpec spec;

  @Option(
      names = "--faults",
      defaultValue = "20",
      description = "faults at least (default: ${DEFAULT-VALUE})")
  private int faults;

  @Option(
      names = "--together",
      defaultValue = "1",
      description = "most faults at a time (default: ${DEFAULT-VALUE})")
  private int together;

  @Option(
      names = "--longest-freeze",
      defaultValue = "10000",
      description = "longest SIGSTOP, milliseconds (default: ${DEFAULT-VALUE})")
  private int longestFreeze;

  @Option(
      names = "--broken",
      description = "a consumer that is wrong on purpose: ${COMPLETION-CANDIDATES}")
  private Breakage broken;

  @Option(
      names = "--low",
      defaultValue = "QUESTDB",
      description = "store of the low series: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})")
  private LowStore low;

  @Mixin private ClientOptions clients;
  @Mixin private RunOptions run;

  @Override
  public Integer call() throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    RunOptions.Chosen chosen = run.choose("chaos", out);
    try (ChaosSystem system = new ChaosSystem(chosen.folder(), broken, low)) {
      system.start(START);
      var options =
          new ChaosRun.Options(faults, together, longestFreeze, clients.rate(), chosen.seed());
      ChaosReport report = new ChaosRun(system, options).run();
      out.println(report);
      out.flush();
      return report.reckoning().isClean() ? 0 : NOT_CLEAN;
    }
  }
}
