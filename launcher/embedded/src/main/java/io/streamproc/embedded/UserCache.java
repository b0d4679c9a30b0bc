package io.streamproc.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;

/**
 * Programs and native libraries unpacked from the class path, once per user and release: in the
 * user's cache folder, otherwise in the data folder, otherwise in the temporary folder. A location
 * is usable if only this user can access it, programs can be executed there, and its path can be
 * quoted for a shell, which initdb uses to start its server.
 */
final class UserCache {
  private static final String UNPACKING = "unpacking-";

  private UserCache() {}

  /**
   * Finds or creates the folder with the content of these resources.
   *
   * @param name folder name without the checksum, which is added so that a new release unpacks
   *     again
   * @param resources their combined checksum identifies the release
   * @param data data folder, used if the user's home is not usable
   * @param unpacker fills an empty folder; only a complete one gets the final name
   * @throws IOException if no location is usable, with the reason for each
   */
  static Path folder(String name, List<String> resources, Path data, Unpacker unpacker)
      throws IOException {
    return folder(places(data), name + "-" + checksum(resources), unpacker);
  }

  private static List<Path> places(Path data) {
    String user = System.getProperty("user.name").replaceAll("[^A-Za-z0-9]", "_");
    return List.of(
        Path.of(System.getProperty("user.home"), ".cache", "streamproc"),
        data,
        Path.of(System.getProperty("java.io.tmpdir"), "streamproc-programs-" + user));
  }

  /** Returns the first usable location; tests call this with their own ones. */
  static Path folder(List<Path> places, String name, Unpacker unpacker) throws IOException {
    List<String> reasons = new ArrayList<>();
    for (Path place : places) {
      try {
        return folder(place.toAbsolutePath(), name, unpacker);
      } catch (UnfitPlaceException e) {
        reasons.add(e.getMessage());
      }
    }
    throw new IOException("no folder for programs: " + String.join("; ", reasons));
  }

  private static Path folder(Path parent, String name, Unpacker unpacker)
      throws IOException, UnfitPlaceException {
    requireFit(parent);
    Path folder = parent.resolve(name);
    if (!Files.isDirectory(folder)) {
      install(parent, folder, unpacker);
    }
    if (!Folders.isSafe(folder)) {
      throw new UnfitPlaceException(folder + " belongs to another user, or others may write to it");
    }
    return folder;
  }

  private static void requireFit(Path parent) throws UnfitPlaceException {
    if (parent.toString().codePoints().anyMatch(UserCache::isUnquotable)) {
      throw new UnfitPlaceException(parent + " holds a character that a shell would interpret");
    }
    try {
      Folders.create(parent);
      if (!Folders.isSafe(parent)) {
        throw new UnfitPlaceException(
            parent + " belongs to another user, or others may write to it");
      }
      requireExecutable(parent);
    } catch (FileSystemException e) {
      throw new UnfitPlaceException(parent + " can't be written to (" + Faults.reason(e) + ")");
    } catch (IOException e) {
      throw new UnfitPlaceException(parent + " can't be used (" + e.getMessage() + ")");
    }
  }

  /** Characters with a meaning inside double quotes, and those that no path should contain. */
  private static boolean isUnquotable(int c) {
    return "\"$`\\".indexOf(c) >= 0 || Character.isISOControl(c);
  }

  /** Executes a file there, because only that detects a noexec mount, even for root. */
  private static void requireExecutable(Path dir) throws IOException, UnfitPlaceException {
    Path script =
        Files.createTempFile(
            dir,
            "executable",
            ".probe",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    try {
      Files.writeString(script, "#!/bin/sh\nexit 0\n");
      new ProcessBuilder(script.toString()).start().destroy();
    } catch (IOException e) {
      if (String.valueOf(e.getMessage())
          .contains("error=13")) { // EACCES; other errors have no such meaning
        throw new UnfitPlaceException(
            "programs can't be executed in " + dir + ", its file system is mounted noexec");
      }
    } finally {
      Files.delete(script);
    }
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

  /** If two processes install at once, the first one wins and the second uses its result. */
  private static void install(Path parent, Path folder, Unpacker unpacker) throws IOException {
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

  /** Deletes the remains of processes killed while unpacking, if they are old enough. */
  static void deleteLeftovers(Path parent) throws IOException {
    FileTime old = FileTime.from(Instant.now().minus(Duration.ofHours(1)));
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(parent, UNPACKING + "*")) {
      for (Path folder : folders) {
        if (Folders.isSafe(folder) && Files.getLastModifiedTime(folder).compareTo(old) < 0) {
          Folders.delete(folder);
        }
      }
    }
  }

  /** Fills a folder. */
  interface Unpacker {
    void unpackInto(Path folder) throws IOException;
  }

  /** This location is unusable; the next one is tried. */
  private static final class UnfitPlaceException extends Exception {
    private static final long serialVersionUID = 1;

    UnfitPlaceException(String message) {
      super(message);
    }
  }
}
