package io.streamproc.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.streamproc.testkit.Eventually;
import io.streamproc.testkit.Tmpfs;
import java.io.IOException;
import java.io.OutputStream;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("streamproc local on a disk that fills")
@Timeout(240)
class DiskFullIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int MEBIBYTE = 1 << 20;
  private static final String EVENT = "{\"amount\":7}";

  @TempDir private Path folder;

  @Test
  @DisplayName("refuses new events before it is full, and stops in order, and says why, if it is")
  void fills() throws Exception {
    try (Tmpfs disk = Tmpfs.require(folder.resolve("disk"), "size=400m")) {
      Path data = disk.folder().resolve("data");
      try (Streamproc local =
          Streamproc.start(
              folder,
              Streamproc.LOCAL_IS_UP,
              Streamproc.local("--no-producer", "--data=" + data, "--set=local.min-free=100"))) {
        local.awaitReady();
        String events = local.printed("events");
        String ready = local.printed("health");
        assertEquals(202, Streamproc.post(events, EVENT).statusCode());

        Path filler = disk.folder().resolve("filler");
        fill(filler, 90);
        HttpResponse<String> refused = awaitPost(events, 503);
        assertTrue(refused.headers().firstValue("Retry-After").isPresent());
        assertTrue(refused.body().contains("the disk is nearly full: " + data), refused.body());
        assertTrue(Streamproc.get(ready).body().contains("nearly full"), "readiness says so");
        assertEquals(503, Streamproc.get(ready).statusCode());

        Files.delete(filler);
        awaitPost(events, 202);
        assertEquals(200, Streamproc.get(ready).statusCode());

        ProcessHandle postgres = LocalIT.postgres(data);
        fill(filler, 0);
        assertEquals(1, local.awaitEnd(), local.output());
        assertTrue(local.output().contains("disk full"), local.output());
        assertTrue(local.output().contains("stopping everything"), local.output());
        assertFalse(postgres.isAlive(), "no postgres is left");
      }
    }
  }

  private static HttpResponse<String> awaitPost(String events, int status) throws Exception {
    HttpResponse<String> answer =
        Eventually.get(
            PATIENCE, () -> Streamproc.post(events, EVENT), a -> a.statusCode() == status);
    assertEquals(status, answer.statusCode(), answer.body());
    return answer;
  }

  /** Takes all space but so many MiB; all of it if 0. */
  private static void fill(Path file, int leave) throws IOException {
    byte[] block = new byte[MEBIBYTE];
    try (OutputStream out = Files.newOutputStream(file)) {
      while (Files.getFileStore(file).getUsableSpace() > (long) leave * MEBIBYTE) {
        out.write(block);
      }
    } catch (IOException e) {
      if (leave > 0) {
        throw e;
      }
    }
  }
}
