package io.streamproc.core.auth;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.function.UnaryOperator;

/**
 * Reads and changes a key file. A change is made as a whole, so that a running server reads the old
 * content or the new one; a lock beside the file keeps two changes apart.
 */
public final class KeyFile {
  private static final FileAttribute<?> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private final Path path;

  public KeyFile(Path path) {
    this.path = path.toAbsolutePath();
  }

  /**
   * The keys in the file.
   *
   * @throws IOException if it can't be read or is not a key file; the message names it
   */
  public ApiKeys read() throws IOException {
    try {
      return ApiKeys.parse(Files.readAllBytes(path));
    } catch (IllegalArgumentException e) {
      throw new IOException(path + ": " + e.getMessage(), e);
    }
  }

  /**
   * Changes the keys. A file that does not exist is created, readable by its owner alone.
   *
   * @throws IOException if the file can't be read or written
   */
  public void change(UnaryOperator<ApiKeys> change) throws IOException {
    synchronized (KeyFile.class) { // a file lock keeps other processes out, not threads
      changeLocked(change);
    }
  }

  private void changeLocked(UnaryOperator<ApiKeys> change) throws IOException {
    Path lock = path.resolveSibling(path.getFileName() + ".lock");
    try (FileChannel channel =
        FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      channel.lock(); // until the channel is closed
      ApiKeys before = Files.exists(path) ? read() : ApiKeys.none();
      replace(change.apply(before).toBytes());
    }
  }

  private void replace(byte[] content) throws IOException {
    boolean exists = Files.exists(path);
    Path fresh =
        Files.createTempFile(path.getParent(), path.getFileName().toString(), ".new", OWNER_ONLY);
    try {
      Files.write(fresh, content);
      if (exists) { // a service of another group may have been allowed to read it
        Files.setPosixFilePermissions(fresh, Files.getPosixFilePermissions(path));
      }
      Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(fresh);
    }
  }
}
