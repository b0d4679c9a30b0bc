package io.streamproc.producer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The kept position of a replay")
class ReplayPositionTest {
  @Test
  @DisplayName("is null if the file does not exist")
  void none(@TempDir Path folder) throws Exception {
    assertNull(ReplayPosition.load(folder.resolve("position")));
  }

  @Test
  @DisplayName("is named in the error if the user may not read it")
  void unreadable(@TempDir Path folder) throws Exception {
    Path kept = Files.writeString(folder.resolve("position"), "{}");
    Files.setPosixFilePermissions(kept, PosixFilePermissions.fromString("---------"));
    assumeFalse(Files.isReadable(kept), "skipped: root may read everything");
    IOException e = assertThrows(IOException.class, () -> ReplayPosition.load(kept));
    assertEquals(
        "the position kept in " + kept + " can't be read: this user may not read it",
        e.getMessage());
  }
}
