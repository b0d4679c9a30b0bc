package io.streamproc.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.BindException;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A limit of the system")
class LimitsTest {
  private static final long MEBIBYTE = 1 << 20;

  @TempDir private Path dir;

  @Test
  @DisplayName("of open files is reported with the setting to change")
  void openFiles() {
    Limits.requireOpenFiles("data folder", 1024);
    EmbeddedServerException e =
        assertThrows(
            EmbeddedServerException.class, () -> Limits.requireOpenFiles("data folder", 256));
    assertEquals(
        "data folder: this process may open 256 files (`ulimit -n`), the servers need 1024; raise"
            + " the limit with `ulimit -n 4096` before the start, or with LimitNOFILE of its"
            + " service",
        e.getMessage());
  }

  @Test
  @DisplayName("of disk space is reported with the free and the required space")
  void space() {
    Limits.requireSpace("data folder", dir, 128 * MEBIBYTE);
    EmbeddedServerException e =
        assertThrows(
            EmbeddedServerException.class,
            () -> Limits.requireSpace("data folder", dir, 40 * MEBIBYTE));
    assertTrue(e.getMessage().contains("disk full: " + dir + " has 40 MiB free"), e.getMessage());
  }

  @ParameterizedTest
  @CsvSource({
    "/data/x: No space left on device, disk full",
    "could not extend file: No space left on device, disk full",
    "Disk quota exceeded, quota",
    "Read-only file system, read-only",
    "Too many open files in system, ulimit -n 4096",
    "unable to create native thread: possibly out of memory, ulimit -u 4096",
    "Metaspace, MaxMetaspaceSize",
    "Java heap space, raise -Xmx",
    "Cannot assign requested address, ip_local_port_range"
  })
  @DisplayName("is recognized by the system's message, at any depth of the causes")
  void recognized(String words, String advice) {
    Throwable failure =
        new NullPointerException("x").initCause(new RuntimeException(new IOException(words)));
    String line = Faults.explain(dir, failure).orElseThrow();
    assertTrue(line.contains(advice), line);
    assertTrue(line.contains(words), line);
    assertTrue(line.contains(dir + " has "), line);
    assertEquals(1, line.lines().count());
  }

  @Test
  @DisplayName("is not reported for a failure of another kind, if the folder can be written")
  void others() {
    assertTrue(Faults.explain(dir, new BindException("Address already in use")).isEmpty());
  }

  @Test
  @DisplayName("is looked for in the folder if the failure has no message")
  void lookedFor() {
    String line = Faults.explain(dir.resolve("absent"), new NullPointerException()).orElseThrow();
    assertTrue(line.contains("the data folder can't be written to"), line);
  }
}
