package io.streamproc.bench.fuzz;

import io.streamproc.bench.metrics.PrometheusText;
import java.util.Locale;

/**
 * What a process holds.
 *
 * @param heap used, bytes
 * @param direct buffers, bytes
 * @param threads alive
 * @param files open, sockets included
 */
record Footprint(double heap, double direct, double threads, double files) {
  private static final double MB = 1 << 20;
  private static final double MORE_BYTES = 40 * MB;
  private static final double MORE_THREADS = 20;
  private static final double MORE_FILES = 60;

  /**
   * @param metrics in Prometheus text
   * @param files open
   */
  static Footprint parse(String metrics, long files) {
    return new Footprint(
        PrometheusText.sum(metrics, "jvm_memory_used_bytes", "area=\"heap\""),
        PrometheusText.sum(metrics, "jvm_buffer_memory_used_bytes", "id=\"direct\""),
        PrometheusText.sum(metrics, "jvm_threads_live_threads"),
        files);
  }

  /** Whether this is more than an earlier footprint by what can't be chance. */
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
