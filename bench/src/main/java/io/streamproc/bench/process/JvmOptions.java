package io.streamproc.bench.process;

import java.util.List;
import java.util.stream.Stream;

/** Options of the JVMs that are measured. */
public final class JvmOptions {
  /** Those of scripts/streamproc.sh for roles, which have both JIT compilers by default. */
  static final List<String> ROLES = List.of("-XX:+UseSerialGC", "-Xms24m", "-Xmx512m", "-Xss512k");

  /** The same for a process that otherwise has the first compiler only, as tests do. */
  public static final List<String> SHIPPED = bothCompilers(ROLES);

  /** The roles' options with the first compiler only, for comparison. */
  public static final List<String> FIRST_COMPILER =
      Stream.concat(ROLES.stream(), Stream.of("-XX:TieredStopAtLevel=1")).toList();

  /** Those of scripts/run_local.sh. */
  public static final List<String> LOCAL =
      List.of("-Xmx768m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

  private JvmOptions() {}

  /** The options with both JIT compilers, as a JVM has by default. */
  public static List<String> bothCompilers(List<String> options) {
    return Stream.concat(options.stream(), Stream.of("-XX:TieredStopAtLevel=4")).toList();
  }
}
