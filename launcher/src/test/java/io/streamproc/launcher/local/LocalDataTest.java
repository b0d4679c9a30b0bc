package io.streamproc.launcher.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.streamproc.launcher.process.StartException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The data folder")
class LocalDataTest {
  @TempDir private Path parent;

  @Test
  @DisplayName("that was named stays, with all that is in it")
  void kept() throws IOException {
    LocalData data = LocalData.in(parent.resolve("a/../data"));
    assertEquals(parent.resolve("data"), data.folder());
    assertEquals(parent.resolve("data").toString(), data.toString());
    Files.createDirectories(data.folder());
    data.release();
    assertTrue(Files.exists(data.folder()));
  }

  @Test
  @DisplayName("that is temporary goes, with all that is in it")
  void temporary() throws IOException {
    LocalData data = LocalData.temporary(parent);
    Files.createDirectories(data.folder().resolve("kafka/logs"));
    Files.writeString(data.folder().resolve("kafka/logs/0.log"), "records");
    data.release();
    assertFalse(Files.exists(data.folder()));
    data.release();
  }

  @Test
  @DisplayName("that is temporary makes those of killed processes go, and no other")
  void leftovers() throws IOException {
    Path left = LocalData.temporary(parent).folder();
    Files.createDirectories(left.resolve("postgres"));
    Path young = LocalData.temporary(parent).folder();
    assertFalse(Files.exists(left), "was deleted by the one after it");
    Path users = Files.createDirectories(parent.resolve("streamproc-data/postgres"));
    assertNotEquals(young, LocalData.temporary(parent).folder());
    assertTrue(Files.exists(young), "nothing was started on it yet, so it may be about to be");
    assertTrue(Files.exists(users), "a name that a user may have chosen");
  }

  @Test
  @DisplayName("that can't be made is a failed start that names where")
  void noParent() {
    Path absent = parent.resolve("absent");
    StartException e = assertThrows(StartException.class, () -> LocalData.temporary(absent));
    assertTrue(e.getMessage().contains(absent.toString()), e.getMessage());
  }
}
