package io.streamproc.embedded;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/** PostgreSQL's programs, unpacked from the class path (60 MB), see {@link UserCache}. */
final class PostgresBinaries {
  private static final Set<String> ARM = Set.of("aarch64", "arm64");

  private final Path home;

  private PostgresBinaries(Path home) {
    this.home = home;
  }

  /**
   * Unpacks the programs if that has not been done.
   *
   * @param fallback used if the user's home can't be written to
   * @throws EmbeddedServerException when the class path has no binaries for this platform
   */
  static PostgresBinaries unpack(Path fallback) throws IOException {
    String resource = resource();
    return new PostgresBinaries(
        UserCache.folder("postgresql", List.of(resource), fallback, dir -> extract(resource, dir)));
  }

  /** Returns the full path of {@code initdb}, {@code pg_ctl} or {@code postgres}. */
  String program(String name) {
    return home.resolve("bin").resolve(name).toString();
  }

  private static String resource() {
    String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    String arch = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
    String system = os.contains("mac") ? "darwin" : os.replace(' ', '-');
    String name =
        String.format(
            Locale.ROOT, "/postgres-%s-%s.txz", system, ARM.contains(arch) ? "arm_64" : "x86_64");
    if (PostgresBinaries.class.getResource(name) == null) {
      throw new EmbeddedServerException(
          EmbeddedPostgresServer.NAME,
          String.format(
              Locale.ROOT,
              "no programs for %s on %s here; run the roles against a server of your own",
              os,
              arch));
    }
    return name;
  }

  private static void extract(String resource, Path target) throws IOException {
    try (TarArchiveInputStream tar =
        new TarArchiveInputStream(
            new XZCompressorInputStream(
                new BufferedInputStream(UserCache.open(resource), 1 << 16)))) {
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
