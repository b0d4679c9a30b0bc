package io.streamproc.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * QuestDB's native libraries in the user's cache. By default QuestDB copies both into the temporary
 * folder at every start and never removes them after a hard kill (9 MB each time).
 */
final class QuestDbNatives {
  private static final String PROPERTY = "questdb.libs.dir";

  private QuestDbNatives() {}

  /**
   * Sets their location for QuestDB; must be called before any of its classes is used. Keeps a
   * folder that the user has set with {@code -Dquestdb.libs.dir}.
   */
  static void install(Path fallback) throws IOException {
    if (System.getProperty(PROPERTY) != null) {
      return;
    }
    boolean mac = System.getProperty("os.name").contains("Mac");
    String suffix = mac ? ".dylib" : ".so";
    String arch = System.getProperty("os.arch").equals("aarch64") ? "aarch64" : "x86-64";
    String folder = "/io/questdb/bin/" + (mac ? "darwin-" : "linux-") + arch + "/";
    List<String> libraries =
        List.of(folder + "libquestdb" + suffix, folder + "libquestdbr" + suffix);
    Path home = UserCache.folder("questdb", libraries, fallback, dir -> copy(libraries, dir));
    System.setProperty(PROPERTY, home.toString());
  }

  private static void copy(List<String> libraries, Path target) throws IOException {
    for (String library : libraries) {
      try (InputStream in = UserCache.open(library)) {
        Files.copy(in, target.resolve(library.substring(library.lastIndexOf('/') + 1)));
      }
    }
  }
}
