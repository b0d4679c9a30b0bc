package io.streamproc.bench.speed;

import io.streamproc.embedded.EmbeddedServers;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs one case and prints its tables. */
@Command(mixinStandardHelpOptions = true)
public final class CaseCommand implements Callable<Integer> {
  /** Exit code when the machine is too noisy to report. */
  static final int TOO_NOISY = 3;

  private static final String OWN = "own"; // name of the mixin

  private final BenchmarkCase measured;

  @Spec private CommandSpec spec;
  @Mixin private PlanOptions options;

  @Option(
      names = "--write",
      description = "also replace the results of this case in docs/benchmarks.md")
  private boolean write;

  @Option(
      names = "--attempts",
      defaultValue = "1",
      description =
          "how often to run while the machine is too noisy to report (default: ${DEFAULT-VALUE})")
  private int attempts;

  private CaseCommand(BenchmarkCase measured) {
    this.measured = measured;
  }

  /** Adds a subcommand for each case. */
  public static void addTo(CommandLine bench) {
    for (BenchmarkCase one : Cases.all()) {
      CommandLine command = new CommandLine(new CaseCommand(one));
      command.getCommandSpec().usageMessage().description(one.description());
      one.options().ifPresent(options -> command.addMixin(OWN, options));
      bench.addSubcommand(one.name(), command);
    }
  }

  @Override
  public Integer call() throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    Optional<String> obstacle = measured.obstacle();
    if (obstacle.isPresent()) {
      spec.commandLine().getErr().println(measured.name() + ": " + obstacle.get());
      return 1;
    }
    TooNoisyException last = null;
    for (int attempt = 0; attempt < attempts; attempt++) {
      try {
        report(attempt(out), attempt, out);
        return 0;
      } catch (TooNoisyException e) {
        last = e;
        spec.commandLine().getErr().println(measured.name() + ": " + e.getMessage());
      }
    }
    return last == null ? 0 : TOO_NOISY;
  }

  private List<Table> attempt(PrintWriter out) throws Exception {
    long begin = System.nanoTime();
    Path folder = Files.createTempDirectory("streamproc-bench-");
    out.println("data and logs in " + folder);
    List<Table> tables;
    try {
      tables = measured.run(options.change(measured.plan()), folder, out);
    } catch (TooNoisyException e) {
      EmbeddedServers.delete(folder);
      throw e;
    }
    EmbeddedServers.delete(folder);
    out.printf(Locale.ROOT, "took %.0f s%n", (System.nanoTime() - begin) / 1e9);
    return tables;
  }

  private void report(List<Table> tables, int noisy, PrintWriter out) throws IOException {
    out.println();
    tables.forEach(table -> out.println(table.text()));
    out.flush();
    if (write) {
      String results =
          Wrap.at100(measured.description())
              + "\n\n"
              + Wrap.at100(provenance(noisy))
              + "\n\n"
              + tables.stream().map(Table::markdown).collect(Collectors.joining("\n"));
      Path file = Path.of(System.getProperty("streamproc.home", "."), "docs", "benchmarks.md");
      new BenchmarksFile(file).replace(measured.name(), measured.title(), results);
      out.println("written to " + file);
    }
  }

  /** The options of this case alone that were given, each after a space. */
  private String ownOptions() {
    CommandSpec own = spec.mixins().get(OWN);
    return own == null
        ? ""
        : own.options().stream()
            .filter(option -> spec.commandLine().getParseResult().hasMatchedOption(option))
            .map(
                option ->
                    " "
                        + option.longestName()
                        + " "
                        + String.join(",", option.originalStringValues()))
            .collect(Collectors.joining());
  }

  private String provenance(int noisy) {
    String rejected =
        noisy == 0 ? "" : " Before that, " + noisy + " run(s) were rejected as too noisy.";
    return "`scripts/bench.sh "
        + measured.name()
        + options.text()
        + ownOptions()
        + "`, "
        + LocalDate.now(ZoneOffset.UTC)
        + ": "
        + Environment.describe()
        + "."
        + rejected;
  }
}
