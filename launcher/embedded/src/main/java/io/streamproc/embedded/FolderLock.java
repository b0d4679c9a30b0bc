package io.streamproc.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Keeps a second process, or a second server of this one, off a data folder. The system drops the
 * lock when its holder dies, however it dies, so the file itself may stay.
 */
final class FolderLock implements AutoCloseable {
  private final FileChannel channel;

  private FolderLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Makes the folder if it is absent and locks it.
   *
   * @param who whose folder it is, for the message
   * @throws EmbeddedServerException when another holds the lock or the folder can't be written
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

  /** Lets others in. */
  @Override
  public void close() {
    closeQuietly(channel);
  }

  private static FileChannel open(String who, Path dir) {
    try {
      Files.createDirectories(dir);
      return FileChannel.open(
          dir.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw new EmbeddedServerException(
          who,
          "can't write to "
              + dir
              + " as user "
              + System.getProperty("user.name")
              + "; choose a folder of your own ("
              + e
              + ")",
          e);
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

  /** Nothing was written, so a failing close loses nothing; the lock goes with the descriptor. */
  private static void closeQuietly(FileChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
