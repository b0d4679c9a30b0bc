package io.streamproc.bench.speed;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A measurement with a name, and a section of docs/benchmarks.md. */
public interface BenchmarkCase {
  /** The command that runs it, such as {@code ingest-single}. */
  String name();

  /** The heading of its section. */
  String title();

  /** What is compared under which conditions, and what the columns mean; plain prose. */
  String description();

  /** How long and how often it measures by default; below 90 s in all on two cores. */
  Plan plan();

  /** An object with picocli options of this case alone, which its next run uses; often empty. */
  default Optional<Object> options() {
    return Optional.empty();
  }

  /** Why it can't run here, such as what is not built; empty if it can. */
  default Optional<String> obstacle() {
    return Optional.empty();
  }

  /**
   * Measures.
   *
   * @param plan how long and how often
   * @param folder empty folder for data and logs
   * @param out for progress
   * @return the results
   * @throws TooNoisyException if they are not reliable
   */
  List<Table> run(Plan plan, Path folder, PrintWriter out) throws Exception;
}
