package io.streamproc.bench.fuzz;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

@Timeout(600)
class FuzzIT {
  private static final Logger LOG = LoggerFactory.getLogger(FuzzIT.class);

  @TempDir private Path folder;

  @Test
  @DisplayName(
      "every case gets a response, causes no error and no growth, and exactly the "
          + "accepted events are stored")
  void shortRun() throws Exception {
    try (FuzzSystem system = new FuzzSystem(folder, FuzzAccess.Protection.KEYS)) {
      PrintWriter lines = new PrintWriter(Writer.nullWriter());
      var options = new FuzzRun.Options(3_000, 300, 20_260_101, -1);
      FuzzReport report = new FuzzRun(system, folder, options, lines).run();
      LOG.info("{}", report);
      assertTrue(report.isClean(), report.toString());
    }
  }
}
