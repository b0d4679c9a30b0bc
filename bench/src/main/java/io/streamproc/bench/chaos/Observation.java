package io.streamproc.bench.chaos;

import io.streamproc.bench.metrics.PrometheusText;
import java.util.Locale;

/** Resources that one role's process used over a period. */
final class Observation {
  static final String HEADER =
      String.format(
          Locale.ROOT,
          "%-18s %-7s %8s %8s %8s %9s  %s",
          "role",
          "when",
          "heap MB",
          "highest",
          "cores",
          "lag",
          "not ready because");

  private static final double MB = 1 << 20;
  private static final double NANOS = 1e9;

  private final ManagedProcess role;
  private final long begin = System.nanoTime();
  private double firstCpu = Double.NaN;
  private double cpu;
  private double heap;
  private double highest;
  private double lag;
  private String reason = "";

  Observation(ManagedProcess role) {
    this.role = role;
  }

  void look() throws InterruptedException {
    String metrics = role.metrics();
    if (metrics.isEmpty()) {
      return;
    }
    heap = PrometheusText.sum(metrics, "jvm_memory_used_bytes", "area=\"heap\"") / MB;
    highest = Math.max(highest, heap);
    lag = Math.max(lag, PrometheusText.sum(metrics, "streamproc_consumer_lag_records"));
    cpu = PrometheusText.sum(metrics, "process_cpu_time_ns_total");
    firstCpu = Double.isNaN(firstCpu) ? cpu : firstCpu;
    String text = role.readinessText();
    if (text.contains("\"reason\"")) { // not ready, or degraded
      reason = text.replaceAll(".*\"reason\":\"([^\"]*)\".*", "$1");
    }
  }

  String row(String when) {
    double seconds = (System.nanoTime() - begin) / NANOS;
    return String.format(
        Locale.ROOT,
        "%-18s %-7s %8.0f %8.0f %8.2f %9.0f  %s",
        role.name(),
        when,
        heap,
        highest,
        (cpu - firstCpu) / NANOS / seconds,
        lag,
        reason);
  }
}
