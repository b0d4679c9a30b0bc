package io.streamproc.bench.process;

import java.util.List;
import java.util.stream.Stream;

/** Options of the JVMs that are measured. */
public final class JvmOptions {
  /** Those of scripts/streamproc.sh. */
  public static final List<String> SHIPPED =
      List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xms24m", "-Xmx512m", "-Xss512k");

  /** Those of scripts/run_local.sh. */
  public static final List<String> LOCAL =
      List.of("-Xmx768m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

  private static final String BOTH_COMPILERS = "-XX:TieredStopAtLevel=4";

  private JvmOptions() {}

  /** The options with both JIT compilers, as a JVM has by default. */
  public static List<String> bothCompilers(List<String> options) {
    return Stream.concat(options.stream(), Stream.of(BOTH_COMPILERS)).toList(); // the last one wins
  }
}
