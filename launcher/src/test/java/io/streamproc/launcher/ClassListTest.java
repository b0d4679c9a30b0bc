package io.streamproc.launcher;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The list of the classes")
class ClassListTest {
  @TempDir private Path folder;

  @Test
  @DisplayName("has each class that can be loaded by its name once, sorted")
  void sorted() throws Exception {
    Path log = folder.resolve("log");
    Files.writeString(
        log,
        """
        org.example.B source: file:/lib/b.jar
        java.lang.Object source: shared objects file
        org.example.A$1 source: shared objects file (top)
        sun.security.ssl.Alert source: jrt:/java.base
        org.example.B source: file:/lib/b.jar
        org.example.A$$Lambda$14/0x0000000800c8a440 source: org.example.A
        java.lang.invoke.LambdaForm$MH/0x0000000800c04000 source: shared objects file
        jdk.proxy2.$Proxy5 source: __JVM_DefineClass__
        jdk.internal.reflect.GeneratedConstructorAccessor1 source: __JVM_DefineClass__
        """);
    Path list = folder.resolve("list");
    ClassList.write(log, list);
    assertEquals(
        List.of("java.lang.Object", "org.example.A$1", "org.example.B", "sun.security.ssl.Alert"),
        Files.readAllLines(list));
  }

  @Test
  @DisplayName("may name classes that are not there, and initializes none")
  void missing() throws Exception {
    Path list = folder.resolve("list");
    Files.write(
        list, List.of("org.example.Missing", "not a name", "", Initialized.class.getName()));
    assertDoesNotThrow(() -> ClassList.load(list));
  }

  /** Can't be initialized. */
  private static final class Initialized {
    static final int FAILS = Integer.parseInt("x");
  }
}
