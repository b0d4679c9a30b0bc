package io.streamproc.bench.options;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import picocli.CommandLine.Option;

/** Seed and folder of a run that makes random choices. */
public final class RunOptions {
  private static final int SEEDS = 1_000_000;

  @Option(
      names = "--seed",
      description = "seed of all random choices (default: another one each time)")
  private Long seed;

  @Option(names = "--data", description = "folder of data and logs (default: a temporary one)")
  private Path data;

  /**
   * The choices of a run.
   *
   * @param folder folder of data and logs, which exists
   * @param isTemporary whether it was created for this run
   */
  public record Chosen(long seed, Path folder, boolean isTemporary) {}

  /**
   * Chooses the options that were not given, and prints all of them.
   *
   * @param name name of the command, used in the name of a temporary folder
   */
  public Chosen choose(String name, PrintWriter out) throws IOException {
    Path folder =
        data == null
            ? Files.createTempDirectory("streamproc-" + name + "-")
            : Files.createDirectories(data.toAbsolutePath());
    long chosen = seed == null ? ThreadLocalRandom.current().nextLong(SEEDS) : seed;
    out.printf(Locale.ROOT, "seed %d, data and logs in %s%n", chosen, folder);
    out.flush();
    return new Chosen(chosen, folder, data == null);
  }
}
