package io.streamproc.embedded;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The cache of unpacked programs")
class UserCacheTest {
  @TempDir private Path parent;

  @Test
  @DisplayName("deletes half-unpacked programs of a killed process, but not those being unpacked")
  void leftovers() throws IOException {
    Path old = Files.createDirectories(parent.resolve("unpacking-1/bin")).getParent();
    Path young = Files.createDirectories(parent.resolve("unpacking-2"));
    Path done = Files.createDirectories(parent.resolve("postgresql-12345678"));
    FileTime yesterday = FileTime.from(Instant.now().minus(Duration.ofDays(1)));
    Files.setLastModifiedTime(old, yesterday);
    Files.setLastModifiedTime(done, yesterday);
    UserCache.deleteLeftovers(parent);
    assertFalse(Files.exists(old));
    assertTrue(Files.exists(young));
    assertTrue(Files.exists(done));
  }
}
