package io.streamproc.testkit;

import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.List;

/**
 * The jars of the product as its scripts start them, with the archive of their classes, which
 * halves the processor time of a start. The build names their folder in the system property {@code
 * streamproc.test.product}.
 */
final class ShippedJars {
  private static final String FOLDER = "streamproc.test.product";

  private ShippedJars() {}

  /**
   * The options for a JVM that runs a class of the product; empty for another class, or if the
   * property is not set.
   */
  static List<String> options(Class<?> main) {
    String named = System.getProperty(FOLDER);
    if (named == null) {
      return List.of();
    }
    Path folder = Path.of(named).toAbsolutePath().normalize(); // an archive belongs to one path
    if (!isIn(folder.resolve("lib"), main)) {
      return List.of();
    }
    List<String> options = new ArrayList<>(List.of("-cp", folder + "/lib/*"));
    Path archive = folder.resolve("classes.jsa");
    if (Files.exists(archive)) {
      options.add("-XX:SharedArchiveFile=" + archive);
      options.add("-Xlog:cds=off,cds+dynamic=off");
    }
    return options;
  }

  /** Whether a jar with the name of the class's own jar is there. */
  private static boolean isIn(Path lib, Class<?> main) {
    CodeSource source = main.getProtectionDomain().getCodeSource();
    try {
      Path jar = source == null ? null : Path.of(source.getLocation().toURI());
      return jar != null
          && Files.isRegularFile(jar)
          && Files.exists(lib.resolve(jar.getFileName()));
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
