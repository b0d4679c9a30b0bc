package io.streamproc.bench.fuzz;

import io.streamproc.bench.metrics.PrometheusText;
import java.util.Locale;

/**
 * Resources of a process.
 *
 * @param heap used heap, bytes
 * @param direct direct buffers, bytes
 * @param threads live threads
 * @param files open files, including sockets
 */
record Footprint(double heap, double direct, double threads, double files) {
  private static final double MB = 1 << 20;
  private static final double MORE_BYTES = 40 * MB;
  private static final double MORE_THREADS = 20;
  private static final double MORE_FILES = 60;

  /**
   * @param metrics in Prometheus text
   * @param files open files
   */
  static Footprint parse(String metrics, long files) {
    return new Footprint(
        PrometheusText.sum(metrics, "jvm_memory_used_bytes", "area=\"heap\""),
        PrometheusText.sum(metrics, "jvm_buffer_memory_used_bytes", "id=\"direct\""),
        PrometheusText.sum(metrics, "jvm_threads_live_threads"),
        files);
  }

  /** Whether it is larger than an earlier footprint by more than random variation. */
  boolean hasGrownFrom(Footprint before) {
    return heap > before.heap + MORE_BYTES
        || direct > before.direct + MORE_BYTES
        || threads > before.threads + MORE_THREADS
        || files > before.files + MORE_FILES;
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "heap %.0f MB, direct %.0f MB, %.0f threads, %.0f files",
        heap / MB,
        direct / MB,
        threads,
        files);
  }
}
