package io.streamproc.bench.fuzz;

import io.streamproc.bench.options.RunOptions;
import io.streamproc.embedded.EmbeddedServers;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code fuzz}. Exit codes: 0 clean, 3 something is wrong. */
@Command(
    name = "fuzz",
    description = {
      "Send generated requests, settings files, files to replay and bus messages to a running"
          + " system: it must answer each, show nothing of its inside, log no error, not grow, and"
          + " store exactly what it accepted. Ends with figures, and prints a line a minute.",
      "Exit code 0: it did; 3: it did not, and each case that shows it is named. A"
          + " temporary folder is deleted after a clean run."
    },
    mixinStandardHelpOptions = true)
public final class FuzzCommand implements Callable<Integer> {
  private static final int NOT_CLEAN = 3;

  @Spec private CommandSpec spec;

  @Option(
      names = "--seconds",
      defaultValue = "60",
      description = "how long cases are sent (default: ${DEFAULT-VALUE})")
  private long seconds;

  @Option(
      names = "--cases",
      defaultValue = "1000000000",
      description = "how many cases are sent at most (default: ${DEFAULT-VALUE})")
  private long cases;

  @Option(
      names = "--case",
      defaultValue = "-1",
      description = "send only the case of this number, to repeat what a run has found")
  private long only;

  @Option(
      names = "--protection",
      defaultValue = "OPEN",
      description =
          "what the servers require, and cases have or lack: ${COMPLETION-CANDIDATES} (default:"
              + " ${DEFAULT-VALUE})")
  private FuzzAccess.Protection protection;

  @Mixin private RunOptions run;

  @Override
  public Integer call() throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    RunOptions.Chosen chosen = run.choose("fuzz", out);
    boolean clean = run(chosen.folder(), chosen.seed(), out);
    if (clean && chosen.isTemporary()) {
      EmbeddedServers.delete(chosen.folder());
    }
    return clean ? 0 : NOT_CLEAN;
  }

  private boolean run(Path folder, long chosen, PrintWriter out) throws Exception {
    try (FuzzSystem system = new FuzzSystem(folder, protection)) {
      var options = new FuzzRun.Options(cases, seconds, chosen, only);
      FuzzReport report = new FuzzRun(system, folder, options, out).run();
      out.println(report);
      out.flush();
      return report.isClean();
    }
  }
}
