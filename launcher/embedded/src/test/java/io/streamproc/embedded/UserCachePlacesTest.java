package io.streamproc.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.streamproc.testkit.Tmpfs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The place of unpacked programs")
class UserCachePlacesTest {
  private static final int NOBODY = 65_534;

  @TempDir private Path folder;
  private Path first;
  private Path second;

  @BeforeEach
  void places() {
    first = folder.resolve("first");
    second = folder.resolve("second");
  }

  private Path chosen() throws IOException {
    Path found =
        UserCache.folder(
            List.of(first, second),
            "programs",
            into -> Files.writeString(into.resolve("program"), "#!"));
    assertTrue(Files.exists(found.resolve("program")));
    return found.getParent();
  }

  @Test
  @DisplayName("is the first one, if it is usable, and is used again")
  void firstOne() throws IOException {
    assertEquals(first, chosen());
    assertEquals(first, chosen());
    assertFalse(Files.exists(second));
  }

  @Test
  @DisplayName("is not one where programs can't be executed, and that reason is reported")
  void noexec() throws IOException {
    try (Tmpfs mount = Tmpfs.require(first, "size=1m,mode=700,noexec")) {
      assertEquals(second, chosen());
      IOException e =
          assertThrows(
              IOException.class,
              () -> UserCache.folder(List.of(mount.folder()), "programs", into -> {}));
      assertEquals(
          "no folder for programs: programs can't be executed in "
              + first
              + ", its file system is mounted noexec",
          e.getMessage());
    }
  }

  @Test
  @DisplayName("is not one on a file system that is read-only")
  void readOnly() throws IOException {
    try (Tmpfs mount = Tmpfs.require(first, "size=1m,mode=700")) {
      mount.remount("ro");
      assertEquals(second, chosen());
    }
  }

  @Test
  @DisplayName("is not one of another user, nor one that contains programs of another user")
  void othersPlace() throws IOException {
    assumeTrue(System.getProperty("user.name").equals("root"), "skipped: only root gives away");
    assertEquals(first, chosen());
    Files.setAttribute(first.resolve("programs"), "unix:uid", NOBODY);
    assertEquals(second, chosen());
    Files.setAttribute(first.resolve("programs"), "unix:uid", 0);
    Files.setAttribute(first, "unix:uid", NOBODY);
    assertEquals(second, chosen());
  }

  @ParameterizedTest
  @ValueSource(strings = {"rwxrwx---", "rwx-w----", "rwx----w-"})
  @DisplayName("is not one that others may write to")
  void openPlace(String permissions) throws IOException {
    Files.createDirectories(first);
    Files.setPosixFilePermissions(first, PosixFilePermissions.fromString(permissions));
    assertEquals(second, chosen());
  }

  @Test
  @DisplayName("is not a link that another user has created")
  void link() throws IOException {
    Files.createSymbolicLink(first, Files.createDirectories(folder.resolve("elsewhere")));
    assertEquals(second, chosen());
  }

  @ParameterizedTest
  @ValueSource(strings = {"$HOME", "`x`", "a\"b", "back\\slash", "new\nline"})
  @DisplayName("is not one whose name a shell would change")
  void unquotable(String name) throws IOException {
    first = folder.resolve(name);
    assertEquals(second, chosen());
    assertFalse(Files.exists(first));
  }

  @Test
  @DisplayName("is reported with the reason for each place if none is usable")
  void noPlace() throws IOException {
    Files.writeString(first, "a file");
    second = folder.resolve("$x");
    IOException e = assertThrows(IOException.class, this::chosen);
    assertTrue(e.getMessage().startsWith("no folder for programs: " + first), e.getMessage());
    assertTrue(e.getMessage().contains("; " + second + " holds a character"), e.getMessage());
  }
}
