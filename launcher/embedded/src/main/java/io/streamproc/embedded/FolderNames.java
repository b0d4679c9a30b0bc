package io.streamproc.embedded;

import java.nio.file.Path;
import java.util.Locale;

/**
 * Refuses characters in a data folder's path that can't be passed to a server: Kafka takes a
 * comma-separated list of folders, and PostgreSQL keeps its folder in one line of a file.
 */
final class FolderNames {
  private FolderNames() {}

  /**
   * @param who server that uses the folder, for the message
   * @throws EmbeddedServerException that names the character
   */
  static void require(String who, Path dir) {
    dir.toString()
        .codePoints()
        .filter(c -> c == ',' || Character.isISOControl(c))
        .findFirst()
        .ifPresent(
            c -> {
              throw new EmbeddedServerException(
                  who,
                  String.format(
                      Locale.ROOT,
                      "the path %s holds %s, which the servers can't use; choose another folder",
                      printable(dir),
                      c == ','
                          ? "a comma"
                          : String.format(Locale.ROOT, "the character U+%04X", c)));
            });
  }

  private static String printable(Path dir) {
    return dir.toString().replaceAll("[\\x00-\\x1f\\x7f-\\x9f]", "?");
  }
}
