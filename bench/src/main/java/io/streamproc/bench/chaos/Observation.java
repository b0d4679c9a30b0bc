package io.streamproc.bench.chaos;

import java.util.Locale;
import java.util.Map;

/** What one role's process was seen to need over a stretch of time. */
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
    Map<String, Double> metrics = role.metrics();
    if (metrics.isEmpty()) {
      return;
    }
    heap = metrics.getOrDefault("jvm_memory_used_bytes.heap", 0.0) / MB;
    highest = Math.max(highest, heap);
    lag = Math.max(lag, metrics.getOrDefault("streamproc_consumer_lag", 0.0));
    cpu = metrics.getOrDefault("process_cpu_time_ns_total", 0.0);
    firstCpu = Double.isNaN(firstCpu) ? cpu : firstCpu;
    String text = role.readinessText();
    if (text.contains("\"reason\"")) { // not ready, or ready and without something
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
