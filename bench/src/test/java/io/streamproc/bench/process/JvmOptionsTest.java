package io.streamproc.bench.process;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class JvmOptionsTest {
  private static void assertRuns(String script, List<String> options) throws IOException {
    String text = Files.readString(Path.of("..", "scripts", script));
    assertTrue(text.contains("run_streamproc " + String.join(" ", options) + " --"), text);
  }

  @Test
  @DisplayName("the measured options are those of the scripts")
  void asShipped() throws IOException {
    assertRuns("streamproc.sh", JvmOptions.ROLES);
    assertRuns("run_local.sh", JvmOptions.LOCAL);
  }
}
