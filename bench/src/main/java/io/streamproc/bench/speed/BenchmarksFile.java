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

      `scripts/bench.sh all` runs every case below and replaces its tables on this page; the command
      of each table runs that case alone. What holds on other machines are the ratios: the yardstick
      and the contenders were measured in turn, in rounds of one run, on one machine that also ran
      the load generator and all servers. Absolute figures only illustrate.

      - Rates are medians of the rounds, with the lowest and the highest round. A ratio is the median
        of the ratios of each round.
      - If the yardstick's own rates spread over more than 15 % of their median, the machine is too
        noisy to compare anything: the case reports nothing and ends with exit code 3.
      - "CPU" is processor time of the contender's own process, "servers" that of the broker and the
        stores behind it, and "client's CPU" the load generator's part of all of it.
      - "bytes" are those that the contender's JVM has allocated on its heap.
      - Latency is measured in an open loop, from the time at which a request was due, so that a slow
        answer also counts for the requests that it has delayed.
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
