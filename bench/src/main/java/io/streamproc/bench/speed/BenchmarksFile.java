package io.streamproc.bench.speed;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * docs/benchmarks.md. The results of each case are between two comments; what is written around
 * them by hand is kept.
 */
final class BenchmarksFile {
  private static final String HEAD =
      """
      # Benchmarks

      The tables on this page are written by `scripts/bench.sh all`, each by the command above it. What
      matters are the ratios: the yardstick and what is compared with it were measured in turn in one
      run on one machine, which also ran the load generator and all servers. Rates are medians.
      """;

  private final Path file;

  BenchmarksFile(Path file) {
    this.file = file;
  }

  /** Replaces the results of a case, or adds its section at the end. */
  void replace(String name, String title, String results) throws IOException {
    String text = Files.exists(file) ? Files.readString(file) : HEAD;
    Files.writeString(file, replaced(text, name, title, results));
  }

  static String replaced(String text, String name, String title, String results) {
    String begin = "<!-- results of " + name + " -->\n";
    String end = "<!-- end of " + name + " -->\n";
    String block = begin + "\n" + results.strip() + "\n\n" + end;
    int from = text.indexOf(begin);
    int to = text.indexOf(end);
    if (from < 0 || to < from) {
      return text + "\n## " + title + "\n\n" + block;
    }
    return text.substring(0, from) + block + text.substring(to + end.length());
  }
}
