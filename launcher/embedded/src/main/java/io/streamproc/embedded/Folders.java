package io.streamproc.embedded;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Set;

/**
 * Folders that belong to the user of this process alone, and their deletion. Other users may write
 * to the parent folder, as to {@code /tmp}, and exchange what is theirs at any moment: so links are
 * never followed, and only what is ours is deleted.
 */
final class Folders {
  private static final int OTHERS_WRITE = 0022;
  private static final int OTHERS = 0077;
  private static final int STICKY = 01000;
  private static final int EVERYBODY_WRITES = 0002;

  private Folders() {}

  /** Makes the folder, and its parents, for their owner alone; one that exists stays as it is. */
  static void create(Path dir) throws IOException {
    if (!Files.isDirectory(dir)) {
      Files.createDirectories(dir, PosixFilePermissions.asFileAttribute(ownerOnly()));
    }
  }

  /** Makes the folder, or removes other users' access to one that belongs to this user. */
  static void makePrivate(Path dir) throws IOException {
    create(dir);
    if (!ownerOnly().containsAll(Files.getPosixFilePermissions(dir))) {
      Files.setPosixFilePermissions(dir, ownerOnly());
    }
  }

  private static Set<PosixFilePermission> ownerOnly() {
    return PosixFilePermissions.fromString("rwx------");
  }

  /** A folder of this user, no link, that no other user can look into. */
  static boolean isPrivate(Path dir) throws IOException {
    return isOurs(dir, OTHERS);
  }

  /** A folder of this user, no link, in which no other user can put or exchange anything. */
  static boolean isSafe(Path dir) throws IOException {
    return isOurs(dir, OTHERS_WRITE);
  }

  private static boolean isOurs(Path dir, int forbidden) throws IOException {
    Map<String, Object> found =
        Files.readAttributes(dir, "unix:uid,mode,isDirectory", LinkOption.NOFOLLOW_LINKS);
    return (Boolean) found.get("isDirectory")
        && found.get("uid").equals(uid())
        && ((Integer) found.get("mode") & forbidden) == 0;
  }

  /**
   * Whether another user could rename or replace a folder of ours in this one: everybody may write
   * to it, and it lacks the sticky bit.
   */
  static boolean isExchangeable(Path parent) throws IOException {
    int mode = (Integer) Files.getAttribute(parent, "unix:mode");
    return (mode & EVERYBODY_WRITES) != 0 && (mode & STICKY) == 0;
  }

  /** The user that this process acts as. */
  private static Object uid() throws IOException {
    Path self = Path.of("/proc/self");
    if (Files.exists(self)) {
      return Files.getAttribute(self, "unix:uid");
    }
    Path probe = Files.createTempFile("owner", ".probe");
    try {
      return Files.getAttribute(probe, "unix:uid");
    } finally {
      Files.delete(probe);
    }
  }

  /** Deletes the folder with all that is in it, but nothing that a link in it leads to. */
  static void delete(Path dir) throws IOException {
    Path absolute = dir.toAbsolutePath();
    try (DirectoryStream<Path> parent = Files.newDirectoryStream(absolute.getParent())) {
      delete(secure(parent), absolute.getFileName());
    } catch (NoSuchFileException e) {
      return; // it is absent, or another process has deleted the rest
    }
  }

  /** Relative to open folders: what a name means can't be changed between look and deletion. */
  private static void delete(SecureDirectoryStream<Path> parent, Path name) throws IOException {
    if (!isDirectory(parent, name)) {
      parent.deleteFile(name);
      return;
    }
    try (SecureDirectoryStream<Path> dir =
        parent.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS)) {
      requireOurs(dir, name);
      for (Path child : dir) {
        delete(dir, child.getFileName());
      }
    }
    parent.deleteDirectory(name);
  }

  private static boolean isDirectory(SecureDirectoryStream<Path> parent, Path name)
      throws IOException {
    return parent
        .getFileAttributeView(name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
        .readAttributes()
        .isDirectory();
  }

  /** Checks the opened folder itself, because its name may refer to another one by now. */
  private static void requireOurs(SecureDirectoryStream<Path> dir, Path name) throws IOException {
    String owner =
        dir.getFileAttributeView(PosixFileAttributeView.class).readAttributes().owner().getName();
    if (!owner.equals(ownName())) {
      throw new IOException(name + " belongs to user " + owner + "; it is not deleted");
    }
  }

  private static String ownName() throws IOException {
    Path self = Path.of("/proc/self");
    return Files.exists(self) ? Files.getOwner(self).getName() : System.getProperty("user.name");
  }

  private static SecureDirectoryStream<Path> secure(DirectoryStream<Path> stream)
      throws IOException {
    if (stream instanceof SecureDirectoryStream<Path> secure) {
      return secure;
    }
    throw new IOException("this file system can't delete a folder without following its links");
  }
}
