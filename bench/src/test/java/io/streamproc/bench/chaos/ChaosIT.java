package io.streamproc.bench.chaos;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

@Timeout(600)
class ChaosIT {
  private static final Logger LOG = LoggerFactory.getLogger(ChaosIT.class);

  @TempDir private Path folder;

  @Test
  @DisplayName(
      "every process is killed and frozen at random under load: no event is lost or duplicated")
  void shortRun() throws Exception {
    try (ChaosSystem system = new ChaosSystem(folder, null)) {
      system.start(Duration.ofSeconds(240)); // other modules test beside it
      var options = new ChaosRun.Options(12, 6, 8_000, 500, 20_260_101);
      ChaosReport report = new ChaosRun(system, options).run();
      LOG.info("{}", report);
      assertTrue(report.reckoning().isClean(), report.toString());
    }
  }
}
