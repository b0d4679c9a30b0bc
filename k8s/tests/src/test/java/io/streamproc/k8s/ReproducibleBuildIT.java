package io.streamproc.k8s;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code scripts/check_reproducible.sh} builds all modules twice. */
@DisplayName("The build")
@Timeout(300)
class ReproducibleBuildIT {
  private static final Path REPOSITORY = DocumentedCommands.REPOSITORY;

  /** Depends on no other module, so it can be built alone. */
  private static final String MODULE = "verticles/testkit";

  private static final Pattern TIME =
      Pattern.compile("<project.build.outputTimestamp>(.*)</project.build.outputTimestamp>");

  @TempDir private Path folder;

  @Test
  @DisplayName("gives the same bytes in another folder, at another time and in another time zone")
  void twice() throws Exception {
    Path first = jar(REPOSITORY.resolve(MODULE));
    copy("pom.xml");
    copy(MODULE + "/pom.xml");
    copy(MODULE + "/src");
    ProcessBuilder maven =
        new ProcessBuilder(
            System.getProperty("streamproc.test.maven"),
            "-o",
            "-q",
            "-f",
            folder.resolve(MODULE).resolve("pom.xml").toString(),
            "-Dmaven.test.skip=true",
            "-Dclass-archive.skip",
            "-Dmdep.analyze.skip=true",
            "-Denforcer.skip=true",
            "package");
    maven.environment().put("TZ", "Asia/Kathmandu");
    maven.environment().put("MAVEN_OPTS", "-XX:+UseSerialGC -XX:TieredStopAtLevel=1");
    Path output = folder.resolve("output");
    Process process = maven.redirectErrorStream(true).redirectOutput(output.toFile()).start();
    assertTrue(process.waitFor(4, TimeUnit.MINUTES));
    assertEquals(0, process.exitValue(), Files.readString(output));
    Path second = jar(folder.resolve(MODULE));
    assertEquals(first.getFileName(), second.getFileName());
    assertArrayEquals(Files.readAllBytes(first), Files.readAllBytes(second));
  }

  private void copy(String name) throws IOException {
    try (Stream<Path> files = Files.walk(REPOSITORY.resolve(name))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path target = folder.resolve(REPOSITORY.relativize(file).toString());
        Files.createDirectories(target.getParent());
        Files.copy(file, target);
      }
    }
  }

  private static Path jar(Path module) throws IOException {
    try (Stream<Path> files = Files.list(module.resolve("target"))) {
      return files.filter(file -> file.toString().endsWith(".jar")).findFirst().orElseThrow();
    }
  }

  @Test
  @DisplayName("dates the files of all shipped modules as the POM says")
  void dates() throws IOException {
    var time = TIME.matcher(Files.readString(REPOSITORY.resolve("pom.xml")));
    assertTrue(time.find());
    Instant expected = Instant.parse(time.group(1));
    List<Path> jars = new ArrayList<>();
    for (String lib : List.of("launcher/target/streamproc/lib", "k8s/image/target/lib/own")) {
      try (Stream<Path> files = Files.list(REPOSITORY.resolve(lib))) {
        files.filter(f -> f.getFileName().toString().startsWith("streamproc-")).forEach(jars::add);
      }
    }
    assertTrue(jars.size() > 20, jars::toString);
    for (Path jar : jars) {
      try (JarFile file = new JarFile(jar.toFile())) {
        Set<Instant> times = new TreeSet<>();
        file.stream().map(ReproducibleBuildIT::time).forEach(times::add);
        assertEquals(Set.of(expected), times, jar::toString);
      }
    }
  }

  /** Jars have local times without a zone; these are in UTC. */
  private static Instant time(ZipEntry entry) {
    return entry.getTimeLocal().toInstant(ZoneOffset.UTC);
  }
}
