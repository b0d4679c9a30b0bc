package io.streamproc.embedded;

import io.streamproc.testkit.JavaProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Starts a second JVM with one embedded server in it, to be killed. */
final class ChildJvm {
  private static final long SECONDS = 60;

  private ChildJvm() {}

  /** Takes the arguments of {@link ServerMain}; returns when the server accepts requests. */
  static JavaProcess start(Object... args) throws IOException, InterruptedException {
    Path logs = Files.createDirectories(Path.of("target", "embedded-servers"));
    JavaProcess child =
        JavaProcess.start(
            ServerMain.class,
            Files.createTempFile(logs, "embedded-server", ".log"),
            ServerMain.READY,
            List.of(),
            args);
    try {
      child.awaitReady(SECONDS);
      return child;
    } catch (IOException | InterruptedException e) {
      child.close();
      throw e;
    }
  }
}
