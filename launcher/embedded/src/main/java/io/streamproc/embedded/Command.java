package io.streamproc.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** Runs an external program to its end, with a time limit and its output in a file. */
final class Command {
  static final Path NOTHING = Path.of("/dev/null");
  private static final int TAIL = 600;

  private Command() {}

  /**
   * Output goes to a file, not to a pipe: a program that starts a server passes its output on to
   * it, and the pipe would never end.
   *
   * @param name name of the program, for messages
   * @param input file for its standard input, or {@link #NOTHING}
   * @throws IOException when it can't be started, ends with a non-zero code (with the end of its
   *     output) or exceeds {@code limit} and is killed
   */
  static void run(String name, List<String> command, Path input, Path log, Duration limit)
      throws IOException {
    Process process = start(command, input, log);
    if (!awaitEnd(process, limit)) {
      throw new IOException(
          String.format(Locale.ROOT, "%s took more than %d s", name, limit.toSeconds()));
    }
    if (process.exitValue() != 0) {
      throw new IOException(
          String.format(
              Locale.ROOT, "%s ended with code %d: %s", name, process.exitValue(), tail(log)));
    }
  }

  /** Starts the program without waiting; its output goes to the file. */
  static Process start(List<String> command, Path input, Path log) throws IOException {
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectInput(input.toFile())
        .redirectOutput(log.toFile())
        .start();
  }

  /** Returns the last characters of a log, on one line. */
  static String tail(Path log) throws IOException {
    String all = Files.readString(log).strip();
    return all.substring(Math.max(0, all.length() - TAIL)).replaceAll("\\s*\\R\\s*", " | ");
  }

  private static boolean awaitEnd(Process process, Duration limit) throws IOException {
    boolean ended = false;
    try {
      ended = process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
      return ended;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } finally {
      if (!ended) {
        process.destroyForcibly();
      }
    }
  }
}
