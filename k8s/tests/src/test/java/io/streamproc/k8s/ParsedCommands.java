package io.streamproc.k8s;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Parses command lines of java as the launcher would. Runs in a JVM of its own, with the class path
 * of the built launcher, on which these tests do not depend.
 */
final class ParsedCommands {
  private static final String STREAMPROC = "io.streamproc.launcher.Main";
  private static final String VERTX = "io.vertx.launcher.application.VertxApplication";

  private ParsedCommands() {}

  /**
   * @param args the file with the command lines: each argument ends with a NUL, and each command
   *     line with another one
   */
  public static void main(String[] args) throws Exception {
    int parsed = 0;
    for (List<String> line : commandLines(Path.of(args[0]))) {
      int exitCode = parse(line);
      if (exitCode != 0) {
        System.err.println("exit code " + exitCode + " of " + line);
        System.exit(1);
      }
      parsed++;
    }
    System.out.println(parsed + " commands");
  }

  private static List<List<String>> commandLines(Path file) throws IOException {
    List<List<String>> lines = new ArrayList<>();
    for (String line : Files.readString(file).split("\0\0")) {
      lines.add(Arrays.asList(line.split("\0")));
    }
    return lines;
  }

  private static int parse(List<String> line) throws ReflectiveOperationException {
    if (line.contains(STREAMPROC)) {
      return (int)
          Class.forName(STREAMPROC)
              .getMethod("execute", PrintWriter.class, PrintWriter.class, String[].class)
              .invoke(
                  null,
                  new PrintWriter(System.out, true),
                  new PrintWriter(System.err, true),
                  after(STREAMPROC, line));
    }
    Class<?> application = Class.forName(VERTX);
    Object launcher =
        application.getConstructor(String[].class).newInstance((Object) after(VERTX, line));
    return (int) application.getMethod("launch").invoke(launcher);
  }

  private static String[] after(String mainClass, List<String> line) {
    if (!line.contains(mainClass)) {
      throw new IllegalArgumentException("no such main class: " + line);
    }
    return line.subList(line.indexOf(mainClass) + 1, line.size()).toArray(String[]::new);
  }
}
