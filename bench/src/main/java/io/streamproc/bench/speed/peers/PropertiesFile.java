package io.streamproc.bench.speed.peers;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;

/** The settings of a peer. */
final class PropertiesFile {
  private PropertiesFile() {}

  /** Writes it with Java's escapes, which a settings file of the product does not have. */
  static Path write(Path file, Map<String, ?> settings) throws IOException {
    Properties all = new Properties();
    settings.forEach((key, value) -> all.setProperty(key, String.valueOf(value)));
    try (Writer out = Files.newBufferedWriter(file)) {
      all.store(out, null);
    }
    return file;
  }
}
