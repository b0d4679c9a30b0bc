package io.streamproc.bench.metrics;

import java.util.Arrays;

/**
 * Parses the text format in which processes serve their meters. No library on Maven Central parses
 * it; Prometheus' own libraries only write it.
 *
 * @see <a
 *     href="https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format">Text-based
 *     format</a>
 */
public final class PrometheusText {
  private PrometheusText() {}

  /**
   * Sums a meter over its tags.
   *
   * @param text response of {@code /metrics}
   * @param name name of the meter
   * @param tags tags that a sample must have, such as {@code area="heap"}
   * @return 0 if there is no such sample
   */
  public static double sum(String text, String name, String... tags) {
    return text.lines()
        .filter(line -> isOf(line, name) && Arrays.stream(tags).allMatch(line::contains))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  private static boolean isOf(String line, String name) {
    return line.startsWith(name)
        && line.length() > name.length()
        && (line.charAt(name.length()) == ' ' || line.charAt(name.length()) == '{');
  }
}
