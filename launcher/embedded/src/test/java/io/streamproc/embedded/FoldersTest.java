package io.streamproc.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The deletion of a folder")
class FoldersTest {
  private static final int NOBODY = 65_534;

  @TempDir private Path parent;
  private Path victim;
  private Path dir;

  @BeforeEach
  void fill() throws IOException {
    victim = Files.createDirectories(parent.resolve("victim/sub"));
    Files.writeString(victim.resolve("precious"), "data");
    dir = Files.createDirectories(parent.resolve("dir/a/b")).getParent().getParent();
    Files.writeString(dir.resolve("a/b/file"), "ours");
  }

  private void assertVictimUntouched() {
    assertTrue(Files.exists(victim.resolve("precious")));
  }

  @Test
  @DisplayName("deletes everything in it, and does nothing if it is absent")
  void deletes() throws IOException {
    Folders.delete(dir);
    assertFalse(Files.exists(dir));
    Folders.delete(dir);
  }

  @Test
  @DisplayName("follows no link, neither in the folder nor in its place")
  void followsNoLink() throws IOException {
    Files.createSymbolicLink(dir.resolve("a/link"), victim.getParent());
    Files.createSymbolicLink(dir.resolve("a/broken"), Path.of("nowhere"));
    Folders.delete(dir);
    assertFalse(Files.exists(dir));
    Files.createSymbolicLink(dir, victim.getParent());
    Folders.delete(dir);
    assertVictimUntouched();
  }

  @Test
  @Timeout(60)
  @DisplayName("follows no link that replaces a folder during the deletion")
  void followsNoLinkThatComes() throws Exception {
    AtomicBoolean done = new AtomicBoolean();
    Path swapped = dir.resolve("a/swapped");
    Thread attacker = new Thread(() -> swap(swapped, done));
    attacker.start();
    try {
      for (int i = 0; i < 300; i++) {
        Files.createDirectories(dir.resolve("a/b/c" + i));
        try {
          Folders.delete(dir);
        } catch (IOException e) {
          assertVictimUntouched(); // a replaced folder is kept and reported
        }
      }
    } finally {
      done.set(true);
      attacker.join();
    }
    assertVictimUntouched();
  }

  /** Replaces a folder by a link and back, repeatedly. */
  private void swap(Path place, AtomicBoolean done) {
    while (!done.get()) {
      try {
        Files.createDirectories(place.resolve("sub"));
        Files.delete(place.resolve("sub"));
        Files.delete(place);
        Files.createSymbolicLink(place, victim.getParent());
        Files.delete(place);
      } catch (IOException e) {
        continue; // the deletion was faster
      }
    }
  }

  @Test
  @DisplayName("spares a folder of another user")
  void sparesOthers() throws IOException {
    giveAway(dir.resolve("a"));
    IOException e = assertThrows(IOException.class, () -> Folders.delete(dir));
    assertTrue(e.getMessage().contains("a belongs to user"), e.getMessage());
    assertTrue(Files.exists(dir.resolve("a/b/file")));
  }

  private static void giveAway(Path path) throws IOException {
    assumeTrue(System.getProperty("user.name").equals("root"), "skipped: only root gives away");
    Files.setAttribute(path, "unix:uid", NOBODY);
  }

  @Test
  @DisplayName(
      "of a killed process's remains is refused for a link, another user's folder and an "
          + "open one")
  void discardsOnlyOurs() throws IOException {
    Path left = Files.createDirectories(parent.resolve("left"));
    Path link = Files.createSymbolicLink(parent.resolve("link"), left);
    Files.createDirectories(left.resolve("postgres"));
    Files.setPosixFilePermissions(left, PosixFilePermissions.fromString("rwx------"));
    assertFalse(EmbeddedServers.discard(link), "a link");
    Files.setPosixFilePermissions(left, PosixFilePermissions.fromString("rwxr-xr-x"));
    assertFalse(EmbeddedServers.discard(left), "others look in: not made by us");
    Files.setPosixFilePermissions(left, PosixFilePermissions.fromString("rwx------"));
    Files.setPosixFilePermissions(parent, PosixFilePermissions.fromString("rwxrwxrwx"));
    assertFalse(EmbeddedServers.discard(left), "everybody could exchange it");
    assertTrue(Files.isDirectory(left.resolve("postgres")));
    assertFalse(Files.exists(left.resolve("lock")), "nothing was written into it");
    Files.setPosixFilePermissions(parent, PosixFilePermissions.fromString("rwx------"));
    assertTrue(EmbeddedServers.discard(left), "the premise: else it is deleted");
  }

  @Test
  @DisplayName("of a killed process's remains is refused for a folder of another user")
  void discardsNotOthers() throws IOException {
    Path left = Files.createDirectories(parent.resolve("left/postgres")).getParent();
    Files.setPosixFilePermissions(left, PosixFilePermissions.fromString("rwx------"));
    giveAway(left);
    assertFalse(EmbeddedServers.discard(left));
    assertTrue(Files.exists(left.resolve("postgres")));
    assertFalse(Files.exists(left.resolve("lock")), "nothing was written into it");
  }

  @Test
  @DisplayName("is safe from others for temporary folders, which only their owner can access")
  void temporaryFolder() throws IOException {
    Path made = EmbeddedServers.temporaryFolder(parent, "test-");
    assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(made)));
    Files.setPosixFilePermissions(parent, PosixFilePermissions.fromString("rwxrwxrwx"));
    IOException e =
        assertThrows(IOException.class, () -> EmbeddedServers.temporaryFolder(parent, "test-"));
    assertTrue(e.getMessage().contains("sticky bit"), e.getMessage());
    Files.setAttribute(parent, "unix:mode", 01777);
    Files.delete(EmbeddedServers.temporaryFolder(parent, "test-"));
  }
}
