package io.streamproc.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * The password of one embedded server: 128 random bits, created at the server's first start and
 * kept in its folder, in a file that only the owner can read. It is never passed as a process
 * argument.
 */
final class Password {
  /** The user name, the same in every server. */
  static final String USER = "streamproc";

  private static final String FILE = "password";
  private static final int BYTES = 16;

  private Password() {}

  /** Returns the path of the file, for programs that read it themselves. */
  static Path file(Path home) {
    return home.resolve(FILE);
  }

  /**
   * Reads the password; creates it first in a folder without one, such as a folder of an earlier
   * release.
   */
  static String of(Path home) throws IOException {
    if (Files.exists(file(home))) {
      String kept = read(home);
      if (!kept.isEmpty()) { // empty if the disk was full when it was created
        return kept;
      }
    }
    renew(home);
    return read(home);
  }

  /**
   * Reads the password, whether or not the server runs.
   *
   * @throws java.nio.file.NoSuchFileException if the server has never been started on the folder
   */
  static String read(Path home) throws IOException {
    return Files.readString(file(home)).strip();
  }

  /** Replaces the password atomically: a crash leaves the old one or the new one. */
  static void renew(Path home) throws IOException {
    byte[] random = new byte[BYTES];
    new SecureRandom().nextBytes(random);
    Path fresh = home.resolve(FILE + ".new");
    Files.deleteIfExists(fresh);
    Files.createFile(
        fresh, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(fresh, HexFormat.of().formatHex(random));
    Files.move(fresh, file(home), StandardCopyOption.ATOMIC_MOVE);
  }
}
