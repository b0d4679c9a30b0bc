package io.streamproc.launcher;

import java.io.IOException;
import java.io.UncheckedIOException;
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
 * <p>Usage: {@code java -cp CLASSPATH io.streamproc.launcher.ClassArchive FILE LIST}. With the
 * embedded servers on the class path the names of the classes are written to {@code LIST}; without
 * them the archive gets those of an existing {@code LIST} too. Without an archive everything works,
 * so a failure is reported and is no error.
 */
final class ClassArchive {
  private static final Logger LOG = LoggerFactory.getLogger(ClassArchive.class);

  private final Path file;
  private final Path list;
  private final Path loaded; // the training run's log of the classes

  private ClassArchive(Path file, Path list) {
    this.file = file;
    this.list = list;
    loaded = beside(file, ".loaded");
  }

  public static void main(String[] args) throws InterruptedException {
    Path file = Path.of(args[0]).toAbsolutePath();
    new ClassArchive(file, Path.of(args[1]).toAbsolutePath()).make();
  }

  private static Path beside(Path file, String suffix) {
    return file.resolveSibling(file.getFileName() + suffix);
  }

  private void make() throws InterruptedException {
    // A JVM crashes when it maps an incomplete archive.
    Path part = beside(file, ".part");
    Path output = beside(file, ".log");
    try {
      Files.deleteIfExists(file);
      int code = train(part, output).waitFor();
      if (code == 0) {
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
        Files.delete(output);
        listClasses();
      } else {
        LOG.warn("no class archive: the training run ended with {}, see {}", code, output);
        Files.deleteIfExists(part);
      }
    } catch (IOException e) {
      LOG.warn("no class archive: {}", e.toString());
    }
  }

  private Process train(Path archive, Path output) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx512m"));
    command.add("-Xlog:disable"); // a warning for each class that can't be archived
    if (TrainingRun.hasServers()) {
      command.add("-Xlog:class+load:file=\"" + loaded + "\":none:filecount=0"); // in one file
    }
    command.add("-XX:ArchiveClassesAtExit=" + archive);
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(TrainingRun.class.getName(), list.toString()));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(output.toFile())
        .start();
  }

  private void listClasses() {
    try {
      if (TrainingRun.hasServers()) {
        ClassList.write(loaded, list);
        Files.delete(loaded);
      }
    } catch (IOException | UncheckedIOException e) {
      LOG.warn("no list of classes: {}", e.toString());
    }
  }
}
