package io.streamproc.launcher.local;

import io.streamproc.embedded.EmbeddedServers;
import io.streamproc.launcher.process.StartException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The data folder of a local system, permanent or temporary. */
public final class LocalData {
  private static final Logger LOG = LoggerFactory.getLogger(LocalData.class);

  /** Prefix of temporary folders, unlikely in a name that a user chooses. */
  private static final String PREFIX = "streamproc-ephemeral-";

  private final Path folder;
  private final boolean temporary;

  private LocalData(Path folder, boolean temporary) {
    this.folder = folder;
    this.temporary = temporary;
  }

  /**
   * {@code data} in the checkout, which the scripts pass as a property, otherwise in the working
   * directory.
   */
  public static Path usual() {
    String home = System.getProperty("streamproc.home");
    return home == null ? Path.of("data") : Path.of(home, "data");
  }

  /** A permanent folder. */
  static LocalData in(Path folder) {
    return new LocalData(folder.toAbsolutePath().normalize(), false);
  }

  /** A new folder in the system's temporary folder; see {@link #temporary(Path)}. */
  static LocalData temporary() {
    return temporary(Path.of(System.getProperty("java.io.tmpdir")));
  }

  /**
   * A new folder that {@link #release()} deletes. Remaining folders of killed processes are deleted
   * now.
   *
   * @param parent the folder in which it is created
   */
  static LocalData temporary(Path parent) {
    try {
      discardLeftovers(parent);
      return new LocalData(EmbeddedServers.temporaryFolder(parent, PREFIX), true);
    } catch (IOException e) {
      throw new StartException("can't create a temporary folder in " + parent + ": " + e, e);
    }
  }

  private static void discardLeftovers(Path parent) throws IOException {
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(parent, PREFIX + "*")) {
      folders.forEach(LocalData::discard);
    }
  }

  private static void discard(Path folder) {
    try {
      if (EmbeddedServers.discard(folder)) {
        LOG.info("deleted {}, the folder of a killed process", folder);
      }
    } catch (IOException e) {
      LOG.warn("can't delete {}: {}", folder, e.toString());
    }
  }

  Path folder() {
    return folder;
  }

  /** Deletes a temporary folder; files that can't be deleted are left to the system. */
  void release() {
    if (temporary) {
      try {
        EmbeddedServers.delete(folder);
      } catch (IOException e) {
        LOG.debug("left {}", folder, e);
      }
    }
  }

  @Override
  public String toString() {
    return temporary ? "temporary, deleted at the end" : folder.toString();
  }
}
