package io.streamproc.embedded;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Locale;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/**
 * PostgreSQL's programs, unpacked from the class path once per user (60 MB). The folder is the
 * user's own, so that root and an ordinary user never meet in it, and carries the archive's
 * checksum in its name, so that a new release gets its own.
 */
final class PostgresBinaries {
  private final Path home;

  private PostgresBinaries(Path home) {
    this.home = home;
  }

  /**
   * Unpacks unless that was done before.
   *
   * @param fallback used where the user's home can't be written to
   * @throws EmbeddedServerException when this platform has no binaries on the class path
   */
  static PostgresBinaries unpack(Path fallback) throws IOException {
    String resource = resource();
    String folder = "postgresql-" + checksum(resource);
    Path cache = Path.of(System.getProperty("user.home"), ".cache", "streamproc");
    Path parent = canWrite(cache) ? cache : fallback;
    Path home = parent.resolve(folder);
    if (!Files.isDirectory(home)) {
      install(resource, parent, home);
    }
    return new PostgresBinaries(home);
  }

  /** The full path of {@code initdb}, {@code pg_ctl} or {@code postgres}. */
  String program(String name) {
    return home.resolve("bin").resolve(name).toString();
  }

  private static String resource() {
    String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    String arch = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
    String system = os.contains("mac") ? "darwin" : os;
    String machine = List.of("aarch64", "arm64").contains(arch) ? "arm_64" : "x86_64";
    String name = "/postgres-" + system + "-" + machine + ".txz";
    if (PostgresBinaries.class.getResource(name) == null) {
      throw new EmbeddedServerException(
          EmbeddedPostgresServer.NAME,
          "no binaries for %s on %s; run the roles against a server of your own"
              .formatted(os, arch));
    }
    return name;
  }

  private static String checksum(String resource) throws IOException {
    try (CheckedInputStream in = new CheckedInputStream(open(resource), new CRC32())) {
      in.transferTo(OutputStream.nullOutputStream());
      return "%08x".formatted(in.getChecksum().getValue());
    }
  }

  private static InputStream open(String resource) {
    return PostgresBinaries.class.getResourceAsStream(resource);
  }

  private static boolean canWrite(Path dir) {
    try {
      Files.createDirectories(dir);
      return Files.isWritable(dir);
    } catch (IOException e) {
      return false;
    }
  }

  /** Only a whole unpacking gets the final name; of two at a time the first one wins. */
  private static void install(String resource, Path parent, Path home) throws IOException {
    Files.createDirectories(parent);
    Path unpacking = Files.createTempDirectory(parent, "unpacking-");
    try {
      extract(resource, unpacking);
      Files.move(unpacking, home, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      Folders.delete(unpacking);
      if (!Files.isDirectory(home)) {
        throw e;
      }
    }
  }

  private static void extract(String resource, Path target) throws IOException {
    try (TarArchiveInputStream tar =
        new TarArchiveInputStream(
            new XZCompressorInputStream(new BufferedInputStream(open(resource), 1 << 16)))) {
      for (TarArchiveEntry e = tar.getNextEntry(); e != null; e = tar.getNextEntry()) {
        write(tar, e, target);
      }
    }
  }

  private static void write(InputStream in, TarArchiveEntry entry, Path target) throws IOException {
    Path file = target.resolve(entry.getName()).normalize();
    if (!file.startsWith(target)) {
      throw new IOException("archive entry outside of its folder: " + entry.getName());
    }
    if (entry.isDirectory()) {
      Files.createDirectories(file);
      return;
    }
    Files.createDirectories(file.getParent());
    if (entry.isSymbolicLink()) {
      Files.createSymbolicLink(file, Path.of(entry.getLinkName()));
      return;
    }
    Files.copy(in, file);
    boolean program = (entry.getMode() & 0100) != 0;
    Files.setPosixFilePermissions(
        file, PosixFilePermissions.fromString(program ? "rwxr-xr-x" : "rw-r--r--"));
  }
}
