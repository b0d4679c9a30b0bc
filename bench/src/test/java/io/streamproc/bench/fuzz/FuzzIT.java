package io.streamproc.bench.fuzz;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(600)
class FuzzIT {
  @TempDir private Path folder;

  @Test
  @DisplayName(
      "whatever is sent through any door: an answer, no error, no growth, and what was accepted")
  void shortRun() throws Exception {
    try (FuzzSystem system = new FuzzSystem(folder)) {
      var options = new FuzzRun.Options(4_000, 300, 20_260_101, -1);
      FuzzReport report = new FuzzRun(system, folder, options).run();
      System.out.println(report);
      assertTrue(report.isClean(), report.toString());
    }
  }
}
