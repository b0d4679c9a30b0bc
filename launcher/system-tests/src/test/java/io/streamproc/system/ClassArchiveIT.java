package io.streamproc.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.streamproc.launcher.Main;
import io.streamproc.testkit.JavaProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The archive of the classes")
@Timeout(60)
class ClassArchiveIT {
  private static final Path PRODUCT =
      Path.of(System.getProperty("streamproc.test.product")).toAbsolutePath().normalize();

  private static final List<String> CLASSES =
      List.of(
          "io.streamproc.launcher.Main",
          "org.slf4j.LoggerFactory",
          "ch.qos.logback.classic.Logger");

  @Test
  @DisplayName("is made by the build, and a start takes its classes from it")
  void used(@TempDir Path folder) throws Exception {
    Path archive = PRODUCT.resolve("classes.jsa");
    assumeTrue(Files.exists(archive), "built with -Dclass-archive.skip");
    List<String> options =
        List.of(
            "-Xlog:class+load",
            "-XX:SharedArchiveFile=" + archive,
            "-cp",
            PRODUCT.resolve("lib") + "/*");
    try (JavaProcess version =
        JavaProcess.start(
            Main.class, folder.resolve("log"), "Java ", options, List.of("version").toArray())) {
      assertEquals(0, version.awaitEnd(30));
      for (String one : CLASSES) {
        List<String> loaded =
            version
                .output()
                .lines()
                .filter(line -> line.contains(" " + one + " source: "))
                .toList();
        assertEquals(1, loaded.size(), one);
        assertTrue(loaded.get(0).endsWith("shared objects file (top)"), loaded.get(0));
      }
    }
  }
}
