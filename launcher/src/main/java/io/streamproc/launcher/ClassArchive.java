package io.streamproc.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes an archive of the classes that the system loads (AppCDS): with {@code
 * -XX:SharedArchiveFile} a process needs about half the processor time until it is ready. An
 * archive belongs to one JDK and one class path with unchanged jars; a JVM that finds another
 * ignores the archive.
 *
 * <p>Usage: {@code java -cp CLASSPATH io.streamproc.launcher.ClassArchive FILE}. Without an archive
 * everything works, so a failure is reported and is no error.
 */
final class ClassArchive {
  private static final Logger LOG = LoggerFactory.getLogger(ClassArchive.class);

  private ClassArchive() {}

  public static void main(String[] args) throws InterruptedException {
    Path file = Path.of(args[0]).toAbsolutePath();
    // A JVM crashes when it maps an incomplete archive.
    Path part = file.resolveSibling(file.getFileName() + ".part");
    Path output = file.resolveSibling(file.getFileName() + ".log");
    try {
      Files.deleteIfExists(file);
      int code = train(part, output).waitFor();
      if (code == 0) {
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
        Files.delete(output);
      } else {
        LOG.warn("no class archive: the training run ended with {}, see {}", code, output);
        Files.deleteIfExists(part);
      }
    } catch (IOException e) {
      LOG.warn("no class archive: {}", e.toString());
    }
  }

  private static Process train(Path archive, Path output) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx512m"));
    command.add("-Xlog:disable"); // a warning for each class that can't be archived
    command.add("-XX:ArchiveClassesAtExit=" + archive);
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(TrainingRun.class.getName());
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(output.toFile())
        .start();
  }
}
