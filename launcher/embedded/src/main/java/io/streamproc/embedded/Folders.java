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
 * Folders that belong only to the user of this process, and their deletion. Other users may write
 * to the parent folder, such as {@code /tmp}, and replace their own files there at any time. So
 * links are never followed, and only this user's files are deleted.
 */
final class Folders {
  private static final int OTHERS_WRITE = 0022;
  private static final int OTHERS = 0077;
  private static final int STICKY = 01000;
  private static final int EVERYBODY_WRITES = 0002;

  private Folders() {}

  /**
   * Creates the folder and its parents with access only for their owner. An existing folder stays
   * unchanged.
   */
  static void create(Path dir) throws IOException {
    if (!Files.isDirectory(dir)) {
      Files.createDirectories(dir, PosixFilePermissions.asFileAttribute(ownerOnly()));
    }
  }

  /** Creates the folder, or removes other users' access to one that belongs to this user. */
  static void makePrivate(Path dir) throws IOException {
    create(dir);
    if (!ownerOnly().containsAll(Files.getPosixFilePermissions(dir))) {
      Files.setPosixFilePermissions(dir, ownerOnly());
    }
  }

  private static Set<PosixFilePermission> ownerOnly() {
    return PosixFilePermissions.fromString("rwx------");
  }

  /** Whether this is a folder of this user, not a link, that no other user can read. */
  static boolean isPrivate(Path dir) throws IOException {
    return isOurs(dir, OTHERS);
  }

  /**
   * Whether this is a folder of this user, not a link, in which no other user can create or replace
   * files.
   */
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
   * Whether another user could rename or replace this user's folders in it: any user may write to
   * it, and it lacks the sticky bit.
   */
  static boolean isExchangeable(Path parent) throws IOException {
    int mode = (Integer) Files.getAttribute(parent, "unix:mode");
    return (mode & EVERYBODY_WRITES) != 0 && (mode & STICKY) == 0;
  }

  /** Returns the effective user of this process. */
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

  /** Deletes the folder with its contents, but not the targets of links in it. */
  static void delete(Path dir) throws IOException {
    Path absolute = dir.toAbsolutePath();
    try (DirectoryStream<Path> parent = Files.newDirectoryStream(absolute.getParent())) {
      delete(secure(parent), absolute.getFileName());
    } catch (NoSuchFileException e) {
      return; // it is absent, or another process has deleted the rest
    }
  }

  /**
   * Deletes relative to open folders, so that a name can't be redirected between check and
   * deletion.
   */
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
