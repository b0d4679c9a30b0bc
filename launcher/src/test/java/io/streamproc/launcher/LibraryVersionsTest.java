package io.streamproc.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Artifacts that are released together call each other's internals: a mixture compiles, passes most
 * tests and fails in production with a NoSuchMethodError. The enforcer's requireUpperBoundDeps
 * covers a version that is older than a library asks for; this covers families whose poms don't
 * say.
 */
@DisplayName("Libraries")
class LibraryVersionsTest {
  /** By group id, and what artifact ids begin with where a group is more than one family. */
  private static final List<Family> FAMILIES =
      List.of(
          new Family("io.netty", "netty-(?!tcnative)", Precision.RELEASE),
          new Family("org.apache.kafka", "", Precision.RELEASE),
          new Family("ch.qos.logback", "", Precision.RELEASE),
          new Family("org.slf4j", "", Precision.RELEASE),
          new Family("io.micrometer", "", Precision.RELEASE),
          new Family("io.opentelemetry", "opentelemetry-sdk", Precision.RELEASE),
          new Family("io.opentelemetry", "opentelemetry-exporter", Precision.RELEASE),
          new Family("io.prometheus", "prometheus-metrics-", Precision.RELEASE),
          new Family("io.smallrye.config", "", Precision.RELEASE),
          new Family("io.smallrye.common", "", Precision.RELEASE),
          new Family("com.influxdb", "", Precision.RELEASE),
          new Family("com.squareup.okhttp3", "", Precision.RELEASE),
          new Family("com.squareup.retrofit2", "", Precision.RELEASE),
          new Family("org.jetbrains.kotlin", "", Precision.RELEASE),
          new Family("org.scala-lang", "", Precision.RELEASE),
          new Family("com.ongres.scram", "", Precision.RELEASE),
          new Family("org.junit.jupiter", "", Precision.RELEASE),
          new Family("org.testcontainers", "", Precision.RELEASE),
          // Some parts of a release of Vert.x are not published; annotations of Jackson have no
          // third number.
          new Family("io.vertx", "vertx-", Precision.LINE),
          new Family("com.fasterxml.jackson", "", Precision.LINE));

  private enum Precision {
    RELEASE,
    LINE;

    String of(String version) {
      String[] parts = version.split("\\.");
      return this == RELEASE || parts.length < 2 ? version : parts[0] + "." + parts[1];
    }
  }

  /**
   * @param prefix regular expression for the beginning of the artifact's name
   */
  private record Family(String group, String prefix, Precision precision) {
    boolean has(Library library) {
      return ("/" + library.folder + "/").contains("/" + group.replace('.', '/') + "/")
          && library.artifact.matches(prefix + ".*");
    }
  }

  /**
   * @param folder the artifact's folder in a Maven repository; ends with the group id
   */
  private record Library(String folder, String artifact, String version) {
    static Stream<Library> of(Path jar) {
      Path version = jar.getParent();
      Path artifact = version == null ? null : version.getParent();
      if (artifact == null
          || !jar.endsWith(artifact.getFileName() + "-" + version.getFileName() + ".jar")) {
        return Stream.empty(); // classes of this project, or a jar with a classifier
      }
      return Stream.of(
          new Library(
              artifact.getParent().toString().replace(File.separatorChar, '/'),
              artifact.getFileName().toString(),
              version.getFileName().toString()));
    }
  }

  @Test
  @DisplayName("that belong together have versions that fit each other")
  void fit() {
    List<Library> libraries =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .map(Path::of)
            .flatMap(Library::of)
            .toList();
    for (Family family : FAMILIES) {
      assertTrue(libraries.stream().anyMatch(family::has), () -> "no library of " + family);
    }
    assertEquals(List.of(), misfits(libraries));
  }

  @Test
  @DisplayName("that don't fit each other are named")
  void named() {
    assertEquals(
        List.of(
            "io.netty: {1.2.3=[netty-buffer], 1.2.4=[netty-common]}",
            "io.vertx: {5.0=[vertx-core], 5.1=[vertx-web]}"),
        misfits(
            List.of(
                new Library("io/netty", "netty-buffer", "1.2.3"),
                new Library("io/netty", "netty-common", "1.2.4"),
                new Library("io/vertx", "vertx-core", "5.0.12"),
                new Library("io/vertx", "vertx-web", "5.1.0"),
                new Library("com/fasterxml/jackson/core", "jackson-core", "2.23.0"),
                new Library("com/fasterxml/jackson/core", "jackson-annotations", "2.23"))));
  }

  private static List<String> misfits(List<Library> libraries) {
    List<String> found = new ArrayList<>();
    for (Family family : FAMILIES) {
      Map<String, TreeSet<String>> byVersion = new TreeMap<>();
      libraries.stream()
          .filter(family::has)
          .forEach(
              it ->
                  byVersion
                      .computeIfAbsent(family.precision.of(it.version), v -> new TreeSet<>())
                      .add(it.artifact));
      if (byVersion.size() > 1) {
        found.add(family.group + ": " + byVersion);
      }
    }
    return found;
  }
}
