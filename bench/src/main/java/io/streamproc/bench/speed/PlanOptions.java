package io.streamproc.bench.speed;

import java.time.Duration;
import picocli.CommandLine.Option;

/** Changes of a case's plan. */
final class PlanOptions {
  private static final int NANOS = 1_000_000_000;

  @Option(names = "--runs", description = "rounds that count (default: depends on the case)")
  private Integer runs;

  @Option(
      names = "--seconds",
      description = "length of each measurement, such as 0.5 (default: depends on the case)")
  private Double seconds;

  @Option(
      names = "--warm-up",
      description = "seconds of load before the first round (default: depends on the case)")
  private Double warmUp;

  /** Replaces the parts for which an option was given. */
  Plan change(Plan plan) {
    return new Plan(
        runs == null ? plan.runs() : runs,
        seconds == null ? plan.length() : duration(seconds),
        warmUp == null ? plan.warmUp() : duration(warmUp),
        plan.latencyPart());
  }

  /** The options that were given, each after a space. */
  String text() {
    return text("--runs", runs) + text("--seconds", seconds) + text("--warm-up", warmUp);
  }

  private static String text(String name, Object value) {
    return value == null ? "" : " " + name + " " + value;
  }

  private static Duration duration(double seconds) {
    return Duration.ofNanos((long) (seconds * NANOS));
  }
}
