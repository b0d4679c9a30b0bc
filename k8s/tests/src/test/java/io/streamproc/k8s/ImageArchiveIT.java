package io.streamproc.k8s;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Archives the classes of the image's jars as its Dockerfile does. */
@DisplayName("The image's archive of the classes")
@Timeout(180)
class ImageArchiveIT {
  private static final Path LIB = DocumentedCommands.REPOSITORY.resolve("k8s/image/target/lib");
  private static final Path LIST =
      DocumentedCommands.REPOSITORY.resolve("launcher/target/streamproc/classes.list");

  /** Roles load them after they have connected to Kafka, which the archive's run never does. */
  private static final List<String> AFTER_CONNECTION =
      List.of(
          "org.apache.kafka.clients.NodeApiVersions",
          "org.apache.kafka.common.message.FetchResponseData",
          "org.apache.kafka.common.security.scram.internals.ScramSaslClient");

  @TempDir private Path folder;

  @Test
  @DisplayName("has the classes that roles load after a connection")
  void afterConnection() throws Exception {
    assumeTrue(Files.exists(LIST), "built with -Dclass-archive.skip");
    Path archive = folder.resolve("classes.jsa");
    String maker = "io.streamproc.launcher.ClassArchive";
    List<String> output = java("maker", List.of(maker, archive.toString(), LIST.toString()));
    assertTrue(Files.exists(archive), output::toString);
    for (String one : AFTER_CONNECTION) {
      assertTrue(loads(archive, one).endsWith("shared objects file (top)"), one);
    }
  }

  /** The JVM loads the class that it is to start, and then finds that it has no main method. */
  private String loads(Path archive, String one) throws Exception {
    String file = "-XX:SharedArchiveFile=" + archive;
    List<String> lines = java(one, List.of("-Xlog:class+load", file, one));
    List<String> loaded = lines.stream().filter(l -> l.contains(" " + one + " source: ")).toList();
    assertEquals(1, loaded.size(), one);
    return loaded.get(0);
  }

  private List<String> java(String name, List<String> arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp", classPath()));
    command.addAll(arguments);
    Path output = folder.resolve(name + ".out");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    assertTrue(process.waitFor(120, TimeUnit.SECONDS), name);
    return Files.readAllLines(output);
  }

  private static String classPath() throws IOException {
    List<Path> jars = new ArrayList<>();
    for (String part : List.of("own", "third-party")) {
      try (Stream<Path> found = Files.list(LIB.resolve(part))) {
        found.filter(file -> file.toString().endsWith(".jar")).sorted().forEach(jars::add);
      }
    }
    return jars.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
  }
}
