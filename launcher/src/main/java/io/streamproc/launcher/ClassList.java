package io.streamproc.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Names of the classes that the system loads, one a line. The run that makes the image's archive
 * reaches no server: it loads by name what follows a connection.
 */
final class ClassList {
  /** A class from a jar, the JDK or an archive; others are generated while a program runs. */
  private static final Pattern LOADED =
      Pattern.compile("(\\S+) source: (?:jrt:|file:|shared objects file).*");

  private ClassList() {}

  /**
   * Writes a list, which is the same for each order in which the classes were loaded.
   *
   * @param log lines of a JVM's log {@code class+load} without decorations
   */
  static void write(Path log, Path list) throws IOException {
    try (Stream<String> lines = Files.lines(log)) {
      TreeSet<String> names = new TreeSet<>();
      lines
          .map(LOADED::matcher)
          .filter(Matcher::matches)
          .map(loaded -> loaded.group(1))
          .filter(name -> name.indexOf('/') < 0) // in the name of a hidden class: a lambda
          .forEach(names::add);
      Files.write(list, names);
    }
  }

  /** Loads the classes without initializing them. Some belong to jars that are not here. */
  static void load(Path list) throws IOException {
    for (String name : Files.readAllLines(list)) {
      load(name);
    }
  }

  private static void load(String name) {
    try {
      Class.forName(name, false, ClassList.class.getClassLoader());
    } catch (ClassNotFoundException | LinkageError e) {
      return; // this JVM does without it
    }
  }
}
