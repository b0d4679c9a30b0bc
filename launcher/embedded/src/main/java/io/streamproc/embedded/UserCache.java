package io.streamproc.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;

/**
 * Native parts unpacked from the class path, once per user and release: in the user's own cache
 * folder, so that root and an ordinary user never meet in it, or in the data folder where there is
 * no home to write to.
 */
final class UserCache {
  private static final String UNPACKING = "unpacking-";

  private UserCache() {}

  /**
   * Finds or makes the folder of these resources' content.
   *
   * @param name folder name without the checksum, which is added so that a new release unpacks anew
   * @param resources their common checksum names the release
   * @param fallback parent folder where the user's home can't be written to
   * @param unpacker fills an empty folder; only a whole one gets the final name
   */
  static Path folder(String name, List<String> resources, Path fallback, Unpacker unpacker)
      throws IOException {
    Path cache = Path.of(System.getProperty("user.home"), ".cache", "streamproc");
    Path parent = canWrite(cache) ? cache : fallback;
    Path folder = parent.resolve(name + "-" + checksum(resources));
    if (!Files.isDirectory(folder)) {
      install(parent, folder, unpacker);
    }
    return folder;
  }

  static InputStream open(String resource) throws IOException {
    InputStream in = UserCache.class.getResourceAsStream(resource);
    if (in == null) {
      throw new IOException(resource + " is not on the class path");
    }
    return in;
  }

  private static String checksum(List<String> resources) throws IOException {
    CRC32 crc = new CRC32();
    for (String resource : resources) {
      try (CheckedInputStream in = new CheckedInputStream(open(resource), crc)) {
        in.transferTo(OutputStream.nullOutputStream());
      }
    }
    return String.format(Locale.ROOT, "%08x", crc.getValue());
  }

  private static boolean canWrite(Path dir) {
    try {
      Files.createDirectories(dir);
      return Files.isWritable(dir);
    } catch (IOException e) {
      return false;
    }
  }

  /** Of two at a time the first one wins, the second one uses its work. */
  private static void install(Path parent, Path folder, Unpacker unpacker) throws IOException {
    Files.createDirectories(parent);
    deleteLeftovers(parent);
    Path unpacking = Files.createTempDirectory(parent, UNPACKING);
    try {
      unpacker.unpackInto(unpacking);
      Files.move(unpacking, folder, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      Folders.delete(unpacking);
      if (!Files.isDirectory(folder)) {
        throw e;
      }
    }
  }

  /** Those of processes that were killed while they unpacked; nobody takes that long. */
  static void deleteLeftovers(Path parent) throws IOException {
    FileTime old = FileTime.from(Instant.now().minus(Duration.ofHours(1)));
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(parent, UNPACKING + "*")) {
      for (Path folder : folders) {
        if (Files.getLastModifiedTime(folder).compareTo(old) < 0) {
          Folders.delete(folder);
        }
      }
    }
  }

  /** Fills a folder. */
  interface Unpacker {
    void unpackInto(Path folder) throws IOException;
  }
}
