package io.streamproc.bench.process;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class JvmOptionsTest {
  @Test
  @DisplayName("the measured options are those that are shipped")
  void shipped() throws IOException {
    String script = Files.readString(Path.of("..", "scripts", "streamproc.sh"));
    String options = String.join(" ", JvmOptions.SHIPPED);
    assertTrue(script.contains("run_streamproc " + options + " --"), script);
  }
}
