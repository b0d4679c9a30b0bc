package io.streamproc.bench.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ClosingTest {
  private final List<String> closed = new ArrayList<>();

  private AutoCloseable failing(String name) {
    return () -> {
      closed.add(name);
      throw new IllegalStateException(name);
    };
  }

  /** A process outlived its run, because the connection to another one failed to close. */
  @Test
  @DisplayName("all are closed, also after failures, and every failure is reported")
  void all() {
    List<AutoCloseable> all = List.of(failing("one"), failing("two"), () -> closed.add("three"));
    IOException failure = assertThrows(IOException.class, () -> Closing.all(all));
    assertEquals(List.of("one", "two", "three"), closed);
    assertEquals("one", failure.getCause().getMessage());
    assertEquals("two", failure.getSuppressed()[0].getMessage());
  }
}
