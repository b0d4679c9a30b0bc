package io.streamproc.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.UserPrincipal;
import java.util.Locale;

/**
 * Keeps a second process, or a second server of this process, from using a data folder. The system
 * releases the lock when its holder dies, so the file itself may stay.
 */
final class FolderLock implements AutoCloseable {
  private final FileChannel channel;

  private FolderLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Creates the folder if it is absent and locks it.
   *
   * @param who server that uses the folder, for the message
   * @throws EmbeddedServerException when another process holds the lock or the folder can't be
   *     written
   */
  static FolderLock take(String who, Path dir) {
    FileChannel channel = open(who, dir);
    try {
      FileLock lock = channel.tryLock();
      if (lock != null) {
        return new FolderLock(channel);
      }
    } catch (IOException | OverlappingFileLockException e) {
      throw refused(who, dir, channel, e);
    }
    throw refused(who, dir, channel, null);
  }

  /** Releases the lock. */
  @Override
  public void close() {
    closeQuietly(channel);
  }

  private static FileChannel open(String who, Path dir) {
    Path file = dir.resolve("lock");
    try {
      Folders.create(dir);
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      requireOwner(who, file, channel);
      return channel;
    } catch (IOException e) {
      throw new EmbeddedServerException(
          who,
          String.format(
              Locale.ROOT,
              "can't write to %s as user %s; choose a folder of your own (%s)",
              dir,
              System.getProperty("user.name"),
              e),
          e);
    }
  }

  /**
   * Root could open any user's folder, but files created by root would lock the owner out, and
   * PostgreSQL would refuse to serve it anyway.
   */
  private static void requireOwner(String who, Path file, FileChannel channel) throws IOException {
    Path probe = Files.createTempFile(file.getParent(), "owner", ".probe");
    UserPrincipal me = Files.getOwner(probe);
    Files.delete(probe);
    UserPrincipal owner = Files.getOwner(file);
    if (!owner.equals(me)) {
      closeQuietly(channel);
      throw new EmbeddedServerException(
          who,
          String.format(
              Locale.ROOT,
              "%s belongs to user %s; run as that user or choose another folder",
              file.getParent(),
              owner.getName()));
    }
  }

  private static EmbeddedServerException refused(
      String who, Path dir, FileChannel channel, Exception cause) {
    closeQuietly(channel);
    return new EmbeddedServerException(
        who,
        dir + " is in use by another running StreamProc; stop it or choose another folder",
        cause);
  }

  /**
   * Nothing was written, so a failed close loses nothing; the lock is released with the descriptor.
   */
  private static void closeQuietly(FileChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
