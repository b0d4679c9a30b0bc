package io.streamproc.bench.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * The wall clock of each process, by Debian's libfaketime. The machine's own clock does not change.
 * The monotonic clock and the times of files are the real ones, as when an administrator or NTP
 * sets the clock of a machine.
 */
final class FakeClock {
  private static final String LIBRARY = "faketime/libfaketimeMT.so.1";
  private static final Path LIBRARIES = Path.of("/usr/lib");

  private final Path folder;
  private final Path library;
  private final Map<String, Path> files = new ConcurrentHashMap<>();

  /**
   * @param folder for the file with the offset of each process
   * @param library see {@link #library()}
   */
  FakeClock(Path folder, Path library) {
    this.folder = folder;
    this.library = library;
  }

  /** Returns the library, empty if the package is not installed. */
  static Optional<Path> library() throws IOException {
    try (Stream<Path> architectures = Files.list(LIBRARIES)) {
      return Stream.concat(Stream.of(LIBRARIES), architectures)
          .map(place -> place.resolve(LIBRARY))
          .filter(Files::isReadable)
          .findFirst();
    }
  }

  /** Returns the environment that gives a process its own clock, at first the real one. */
  Map<String, String> environment(String process) throws IOException {
    Path file = folder.resolve("clock-" + process);
    if (files.putIfAbsent(process, file) == null) {
      set(process, Duration.ZERO);
    }
    return Map.of(
        "LD_PRELOAD",
        library.toString(),
        "FAKETIME_TIMESTAMP_FILE",
        file.toString(),
        "FAKETIME_CACHE_DURATION",
        "1", // seconds until a change of the file is seen
        "FAKETIME_DONT_FAKE_MONOTONIC",
        "1",
        "FAKETIME_FORCE_MONOTONIC_FIX",
        "0", // otherwise each timed wait of a JVM ends at once
        "NO_FAKE_STAT",
        "1");
  }

  /** Changes the clock of a running process within a second. */
  void set(String process, Duration offset) throws IOException {
    Path file = files.get(process);
    Path next = file.resolveSibling(file.getFileName() + ".next");
    String sign = offset.isNegative() ? "" : "+";
    Files.write(next, List.of(sign + offset.toSeconds()));
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
  }
}
