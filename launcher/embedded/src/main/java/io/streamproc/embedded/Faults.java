package io.streamproc.embedded;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Finds the system limit behind a failure. Each server reports it differently, or not at all: a
 * full disk becomes a null pointer exception, and a limit of open files a port in use.
 */
final class Faults {
  private static final int PROBE_BYTES = 1 << 20;
  private static final long MEBIBYTE = 1 << 20;
  private static final int SHOWN = 200;

  /** The system's message for every errno that a user can do something about. */
  private static final Map<String, String> ADVICE =
      Map.of(
          "No space left on device",
          "disk full, or the disk has no inodes left (df -h, df -i); free some space or choose a"
              + " folder on another disk",
          "Disk quota exceeded",
          "the quota of this user is used up; free some space or choose a folder on another disk",
          "Read-only file system",
          "the file system is mounted read-only, perhaps after an error (see dmesg); choose another"
              + " folder",
          "Too many open files",
          "the limit of open files of this process is too low; raise it with `ulimit -n 4096`"
              + " before the start, or LimitNOFILE of its service",
          "unable to create native thread",
          "the limit of processes and threads of this user is reached; raise it with"
              + " `ulimit -u 4096` before the start, or TasksMax of its service",
          "Metaspace",
          "the classes don't fit into the JVM's metaspace; raise -XX:MaxMetaspaceSize",
          "Java heap space",
          "the heap is full; raise -Xmx",
          "Cannot assign requested address",
          "the system has no port left for outgoing connections"
              + " (net.ipv4.ip_local_port_range), or 127.0.0.1 is not up");

  private Faults() {}

  /** Returns the reason that the system gave for one file, without the file's name if possible. */
  static String reason(FileSystemException e) {
    return e.getReason() == null ? e.toString() : e.getReason();
  }

  /**
   * Returns what a user can do about a failure, found by the texts of its causes or otherwise by
   * the present state of the system.
   *
   * @param dir folder to which the failing server writes
   * @return empty if the failure does not look like one of the system
   */
  static Optional<String> explain(Path dir, Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      Optional<String> known = explain(dir, String.valueOf(cause.getMessage()));
      if (known.isPresent()) {
        return known;
      }
    }
    return lookAt(dir);
  }

  private static Optional<String> explain(Path dir, String message) {
    return ADVICE.entrySet().stream()
        .filter(known -> message.contains(known.getKey()))
        .map(known -> say(dir, message, known.getValue()))
        .findFirst();
  }

  private static String say(Path dir, String message, String advice) {
    String line = message.replaceAll("\\s+", " ").strip();
    String shown = line.substring(0, Math.min(SHOWN, line.length()));
    return String.format(Locale.ROOT, "%s (%s): %s", advice, state(dir), shown);
  }

  /** Returns the figures that belong into each such line. */
  private static String state(Path dir) {
    return String.format(
        Locale.ROOT, "%s has %s free, %d files may be open", dir, free(dir), openFilesAllowed());
  }

  private static String free(Path dir) {
    try {
      return freeBytes(dir) / MEBIBYTE + " MiB";
    } catch (IOException e) {
      return "an unknown amount";
    }
  }

  /**
   * Returns the bytes available to this user on the file system of the folder, or of the nearest
   * existing parent.
   *
   * @throws IOException if the system can't tell
   */
  static long freeBytes(Path dir) throws IOException {
    long bytes = dir.toFile().getUsableSpace(); // unlike a FileStore, reads no list of all mounts
    if (bytes > 0) {
      return bytes;
    }
    Path there = dir.toAbsolutePath();
    while (!Files.exists(there) && there.getParent() != null) {
      there = there.getParent();
    }
    return Files.getFileStore(there).getUsableSpace();
  }

  /** Returns the limit of this process, or {@link Long#MAX_VALUE} if it is unknown. */
  static long openFilesAllowed() {
    return ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.UnixOperatingSystemMXBean unix
        ? unix.getMaxFileDescriptorCount()
        : Long.MAX_VALUE;
  }

  /**
   * Writes a little data, as the servers would: quotas and missing inodes can't be detected
   * otherwise.
   */
  private static Optional<String> lookAt(Path dir) {
    try {
      Path probe = Files.createTempFile(dir, "space", ".probe");
      try {
        Files.write(probe, new byte[PROBE_BYTES]);
      } finally {
        Files.delete(probe);
      }
      return Optional.empty();
    } catch (IOException e) {
      return explain(dir, String.valueOf(e.getMessage()))
          .or(() -> Optional.of(say(dir, e.toString(), "the data folder can't be written to")));
    }
  }
}
