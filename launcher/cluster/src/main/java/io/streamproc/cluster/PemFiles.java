package io.streamproc.cluster;

import io.streamproc.core.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Keys and certificates in files. */
final class PemFiles {
  private PemFiles() {}

  /** Rejects a file that can't be read or is not PEM; an empty name means no file. */
  static void check(Settings s, String key, String file) {
    if (file.isBlank()) {
      return;
    }
    try {
      if (!Files.readString(Path.of(file)).contains("-----BEGIN ")) {
        s.refuse(key + ": " + file + " contains no PEM data");
      }
    } catch (IOException | InvalidPathException e) {
      s.refuse(key + ": can't read " + file + " (" + e.getClass().getSimpleName() + ")");
    }
  }
}
