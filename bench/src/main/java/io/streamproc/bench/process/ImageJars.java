package io.streamproc.bench.process;

import io.streamproc.testkit.JavaProcess;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The jars of the container image, which has the roles without the embedded servers, with the
 * archive of their classes, as {@code k8s/image/Dockerfile} makes it.
 */
public final class ImageJars {
  private static final String MAKER = "io.streamproc.launcher.ClassArchive";

  private static final long LIMIT_SECONDS = 120;

  private ImageJars() {}

  /**
   * Makes the archive, which takes some 10 s.
   *
   * @param folder gets the archive
   * @return options of a JVM that runs a role as the image does
   */
  public static List<String> options(Path folder) throws IOException, InterruptedException {
    Path home = home();
    String classPath = classPath(home);
    Path list = home.resolve(Path.of("launcher", "target", "streamproc", "classes.list"));
    Path archive = folder.toAbsolutePath().resolve("classes.jsa");
    Path log = folder.resolve("archive.log");
    try (JavaProcess maker =
        JavaProcess.startOther(MAKER, log, "never", List.of("-cp", classPath), archive, list)) {
      maker.awaitEnd(LIMIT_SECONDS);
    }
    if (!Files.exists(archive)) {
      throw new IOException("no archive of the image's classes: see " + folder);
    }
    return List.of(
        "-cp", classPath, "-XX:SharedArchiveFile=" + archive, "-Xlog:cds=off,cds+dynamic=off");
  }

  private static Path home() throws IOException {
    String home = System.getProperty("streamproc.home");
    if (home == null) {
      throw new IOException("streamproc.home is not set: use scripts/bench.sh");
    }
    return Path.of(home);
  }

  private static String classPath(Path home) throws IOException {
    Path lib = home.resolve(Path.of("k8s", "image", "target", "lib"));
    List<Path> jars = new ArrayList<>();
    for (String part : List.of("own", "third-party")) {
      try (Stream<Path> found = Files.list(lib.resolve(part))) {
        found.filter(file -> file.toString().endsWith(".jar")).sorted().forEach(jars::add);
      }
    }
    return jars.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
  }
}
