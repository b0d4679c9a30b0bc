package io.streamproc.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** The folder of a local system's data: kept, or temporary. */
final class LocalData {
  private final Path folder;
  private final boolean temporary;

  private LocalData(Path folder, boolean temporary) {
    this.folder = folder;
    this.temporary = temporary;
  }

  /** A folder that stays. */
  static LocalData in(Path folder) {
    return new LocalData(folder.toAbsolutePath().normalize(), false);
  }

  /** {@code data} in the checkout, which the scripts name, else in the working folder. */
  static Path usual() {
    String home = System.getProperty("streamproc.home");
    return home == null ? Path.of("data") : Path.of(home, "data");
  }

  /** A fresh folder that {@link #release()} deletes. */
  static LocalData temporary() {
    try {
      return new LocalData(Files.createTempDirectory("streamproc-"), true);
    } catch (IOException e) {
      throw new StartException("can't make a temporary folder: " + e.getMessage(), e);
    }
  }

  Path folder() {
    return folder;
  }

  /** Deletes a temporary folder; whatever can't be deleted is left to the system. */
  void release() {
    if (!temporary) {
      return;
    }
    try (Stream<Path> all = Files.walk(folder)) {
      all.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
    } catch (IOException e) {
      return; // nothing depends on it
    }
  }

  @Override
  public String toString() {
    return temporary ? "temporary, deleted at the end" : folder.toString();
  }
}
