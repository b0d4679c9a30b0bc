package io.streamproc.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class BenchTest {
  private static Set<Thread> vertxThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("vertx-"))
        .collect(Collectors.toSet());
  }

  /** All commands are made before one of them is chosen: two of them had started Vert.x by then. */
  @Test
  @DisplayName("a command that is not run starts nothing")
  void startsNothing() {
    Set<Thread> before = vertxThreads();
    Bench.commandLine();
    assertEquals(before, vertxThreads());
  }
}
