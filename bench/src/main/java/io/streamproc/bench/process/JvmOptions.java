package io.streamproc.bench.process;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Options of the JVMs that are measured. */
public final class JvmOptions {
  private static final String EXIT = "-XX:+ExitOnOutOfMemoryError";

  /** Those of scripts/streamproc.sh for roles, which have both JIT compilers by default. */
  static final List<String> ROLES =
      List.of("-XX:+UseSerialGC", "-Xms64m", "-Xmn40m", "-Xmx512m", "-Xss512k", EXIT);

  /** The same for a process that otherwise has the first compiler only, as tests do. */
  public static final List<String> SHIPPED = bothCompilers(ROLES);

  /** The roles' options with the first compiler only, for comparison. */
  public static final List<String> FIRST_COMPILER = plus(ROLES, "-XX:TieredStopAtLevel=1");

  /** Those of scripts/run_local.sh. */
  public static final List<String> LOCAL =
      List.of("-Xmx768m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", EXIT);

  private JvmOptions() {}

  /** Other options than the shipped ones, by their names in a table. */
  public static Map<String, List<String>> others() {
    Map<String, List<String>> others = new LinkedHashMap<>();
    others.put("first compiler", FIRST_COMPILER);
    for (String young : List.of("-Xmn8m", "-Xmn128m")) {
      others.put(young, plus(SHIPPED, young));
    }
    others.put("parallel collector", withCollector("-XX:+UseParallelGC"));
    others.put("G1", withCollector("-XX:+UseG1GC"));
    return others;
  }

  private static List<String> withCollector(String collector) {
    return plus(plus(SHIPPED, "-XX:-UseSerialGC"), collector);
  }

  private static List<String> plus(List<String> options, String further) {
    return Stream.concat(options.stream(), Stream.of(further)).toList();
  }

  /** The options with both JIT compilers, as a JVM has by default. */
  public static List<String> bothCompilers(List<String> options) {
    return plus(options, "-XX:TieredStopAtLevel=4");
  }
}
