package io.streamproc.testkit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A small file system in memory that a test may fill or mount with options. */
public final class Tmpfs implements AutoCloseable {
  private final Path folder;

  private Tmpfs(Path folder) {
    this.folder = folder;
  }

  /**
   * Mounts it, or skips the test if this user may not mount.
   *
   * @param folder created if absent
   * @param options options of mount(8), such as {@code size=40m}, {@code noexec} or {@code
   *     nr_inodes=100}
   */
  public static Tmpfs require(Path folder, String options) throws IOException {
    Skipped.unless(
        System.getProperty("user.name").equals("root"), "small file systems", "root mounts them");
    Files.createDirectories(folder);
    String output =
        run("mount", "-t", "tmpfs", "-o", options, "streamproc-test", folder.toString());
    Skipped.unless(output.isEmpty(), "small file systems", output);
    return new Tmpfs(folder);
  }

  public Path folder() {
    return folder;
  }

  /** Remounts it with other options, such as {@code ro}. */
  public void remount(String options) throws IOException {
    String output = run("mount", "-o", "remount," + options, folder.toString());
    if (!output.isEmpty()) {
      throw new IOException(output);
    }
  }

  /** Unmounts it even if a process that a test has started still uses it. */
  @Override
  public void close() throws IOException {
    run("umount", "-l", folder.toString());
  }

  private static String run(String... command) throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try {
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return process.waitFor() == 0 ? "" : command[0] + ": " + output.strip();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
