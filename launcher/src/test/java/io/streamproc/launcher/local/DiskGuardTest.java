package io.streamproc.launcher.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.streamproc.core.management.Health;
import io.streamproc.core.role.Intake;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A disk that fills")
class DiskGuardTest {
  private static final Path FOLDER = Path.of("/data");
  private static final String WHY =
      "the disk is nearly full: /data has 99 MiB free, less than local.min-free (100 MiB); free"
          + " some space";

  private final Vertx vertx = Vertx.vertx();
  private final Health health = new Health(vertx);
  private final Intake intake = new Intake();
  private final AtomicLong free = new AtomicLong();
  private final DiskGuard guard = guard(100, () -> free.get() << 20);

  private DiskGuard guard(int minFree, DiskGuard.FreeSpace space) {
    return new DiskGuard(FOLDER, minFree, space, intake, health.part("disk"));
  }

  @AfterEach
  void close() {
    guard.close();
    vertx.close().await();
  }

  private void look(long mebibytes) {
    free.set(mebibytes);
    guard.look();
  }

  @Test
  @DisplayName("closes the intake below the threshold, with the reason in the readiness")
  void closes() {
    look(100);
    assertNull(intake.whyClosed());
    assertEquals(Map.of(), health.reasons());
    look(99);
    assertEquals(WHY, intake.whyClosed());
    assertEquals(Map.of("disk", WHY), health.reasons());
  }

  @ParameterizedTest
  @CsvSource({"100, true", "124, true", "125, false", "1000, false"})
  @DisplayName("opens it again only with a quarter more")
  void opens(long later, boolean closed) {
    look(99);
    look(later);
    assertEquals(closed, intake.whyClosed() != null);
    assertEquals(closed, health.reasons().containsKey("disk"));
  }

  @Test
  @DisplayName("is not watched with a threshold of 0")
  void unwatched() {
    try (DiskGuard none = guard(0, () -> 0)) {
      none.look();
      assertNull(intake.whyClosed());
    }
  }

  @Test
  @DisplayName("that can't be asked leaves everything as it is")
  void unknown() {
    look(99);
    try (DiskGuard blind =
        guard(
            100,
            () -> {
              throw new IOException("no answer");
            })) {
      blind.look();
      assertEquals(WHY, intake.whyClosed());
    }
  }
}
