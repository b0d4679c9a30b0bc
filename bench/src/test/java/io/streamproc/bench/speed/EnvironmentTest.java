package io.streamproc.bench.speed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.File;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class EnvironmentTest {
  @Test
  @DisplayName("versions are those in the names of the jars")
  void version() {
    String classPath =
        String.join(File.pathSeparator, "/l/vertx-core-logging-9.jar", "/l/vertx-core-5.0.12.jar");
    assertEquals(Optional.of("5.0.12"), Environment.version(classPath, "vertx-core"));
    assertEquals(Optional.empty(), Environment.version(classPath, "questdb"));
  }

  @Test
  @DisplayName("the description is one line")
  void describe() {
    assertFalse(Environment.describe().contains("\n"));
  }
}
