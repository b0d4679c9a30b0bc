package io.streamproc.embedded;

import java.nio.file.Path;
import java.util.Locale;

/**
 * The characters that a data folder's path can't hold, because a server has no way to be told of
 * them: Kafka takes a list of folders, and PostgreSQL keeps its folder in a line of a file.
 */
final class FolderNames {
  private FolderNames() {}

  /**
   * @param who whose folder it is, for the message
   * @throws EmbeddedServerException naming the character
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
