package io.streamproc.bench.machine;

import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * A small ext4 file system in a file, mounted at a folder, that can be filled and can become
 * read-only. Unlike a tmpfs it becomes read-only in use, as a real one does after an error of its
 * device: {@code errors=remount-ro}, and the kernel's {@code trigger_fs_error}.
 */
final class Disk implements AutoCloseable {
  private static final int BLOCK = 1 << 20;
  private static final long MEBIBYTE = 1 << 20;
  private static final int UNMOUNTS = 50;
  private static final long PAUSE_NANOS = 100_000_000;
  private static final int LEAST_BLOCK = 4096;
  private static final String OPTIONS = "loop,errors=remount-ro";

  private final Path image;
  private final Path folder;
  private final Path ballast;

  private Disk(Path image, Path folder) {
    this.image = image;
    this.folder = folder;
    this.ballast = folder.resolve("ballast");
  }

  /**
   * Creates and mounts it.
   *
   * @param folder mount point; created if absent
   * @param mebibytes size
   */
  static Disk create(Path folder, int mebibytes) throws IOException, InterruptedException {
    Files.createDirectories(folder);
    Path image = folder.resolveSibling(folder.getFileName() + ".ext4");
    try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
      file.setLength(mebibytes * MEBIBYTE);
    }
    Commands.run("mkfs.ext4", "-q", "-F", "-m", "0", image.toString());
    Disk disk = new Disk(image, folder);
    disk.mount(OPTIONS);
    Files.delete(folder.resolve("lost+found"));
    return disk;
  }

  Path folder() {
    return folder;
  }

  private void mount(String options) throws IOException, InterruptedException {
    Commands.run("mount", "-o", options, image.toString(), folder.toString());
  }

  /** The children of a killed process may need a moment to end. */
  private void unmount() throws IOException, InterruptedException {
    for (int left = UNMOUNTS; ; left--) {
      try {
        Commands.run("umount", folder.toString());
        return;
      } catch (IOException e) {
        if (left == 0) {
          throw e;
        }
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    }
  }

  /** Takes all free space; may be repeated, because a server deletes files of its own. */
  void fill() throws IOException {
    byte[] block = new byte[BLOCK];
    for (int size = BLOCK; size >= LEAST_BLOCK; size /= 2) {
      try (OutputStream out =
          Files.newOutputStream(ballast, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
        while (true) {
          out.write(block, 0, size);
        }
      } catch (IOException e) {
        if (!String.valueOf(e.getMessage()).contains("No space left")) {
          throw e;
        }
      }
    }
  }

  /** Gives the space of {@link #fill} back. */
  void empty() throws IOException {
    Files.deleteIfExists(ballast);
  }

  /**
   * Makes it read-only while it is in use, by an error of the file system. The processes that write
   * to it must be frozen: what was written but is not on the disk would be lost, as at a power
   * failure.
   */
  void fail() throws IOException, InterruptedException {
    Commands.run("sync", "-f", folder.toString());
    FileStore store = Files.getFileStore(folder);
    Path device = Path.of(store.name()).getFileName();
    Files.writeString(
        Path.of("/sys/fs/ext4").resolve(device).resolve("trigger_fs_error"), "test of a fault");
  }

  /** Mounts it read-only; nothing may use it. */
  void protect() throws IOException, InterruptedException {
    unmount();
    mount(OPTIONS + ",ro");
  }

  /** Checks and repairs it, and mounts it again for writing; nothing may use it. */
  void repair() throws IOException, InterruptedException {
    unmount();
    Process check = new ProcessBuilder("e2fsck", "-p", image.toString()).inheritIO().start();
    int status = check.waitFor();
    if (status > 1) { // 1: errors were corrected
      throw new IOException("e2fsck of " + image + ": exit code " + status);
    }
    mount(OPTIONS);
  }

  /** Returns the files on it, for a report. */
  List<String> files() throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile)
          .filter(file -> !file.equals(ballast))
          .map(file -> folder.relativize(file).toString())
          .sorted()
          .toList();
    }
  }

  /** Unmounts it even if it is still in use. */
  @Override
  public void close() throws IOException {
    try {
      Commands.run("umount", "-l", folder.toString());
      Files.delete(image);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
