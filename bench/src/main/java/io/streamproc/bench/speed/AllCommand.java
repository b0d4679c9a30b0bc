package io.streamproc.bench.speed;

import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code all}. */
@Command(
    name = "all",
    description = {
      "Run all benchmark cases, each in a JVM of its own, and write docs/benchmarks.md. A case that"
          + " is too noisy or that can't run here keeps its earlier results. Takes about 90 seconds"
          + " a case.",
      "Exit code 3 if a case was too noisy, 1 if one failed."
    },
    mixinStandardHelpOptions = true)
public final class AllCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--attempts",
      defaultValue = "3",
      description =
          "how often to run a case while the machine is too noisy (default: ${DEFAULT-VALUE})")
  private int attempts;

  @Override
  public Integer call() throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    int worst = 0;
    for (BenchmarkCase one : Cases.all()) {
      Optional<String> obstacle = one.obstacle();
      out.println("== " + one.name() + obstacle.map(why -> ", skipped: " + why).orElse(""));
      out.flush();
      if (obstacle.isPresent()) {
        continue;
      }
      int code = run(one);
      worst = worst == 1 || code == 0 ? worst : code;
    }
    return worst;
  }

  /** In a JVM of its own, so that one case has no influence on the client's code in the next. */
  private int run(BenchmarkCase one) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add("io.streamproc.bench.Bench");
    command.addAll(List.of(one.name(), "--write", "--attempts=" + attempts));
    return new ProcessBuilder(command).inheritIO().start().waitFor();
  }
}
