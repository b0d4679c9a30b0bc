package io.streamproc.bench.machine;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.Locale;

/** Runs the system's programs, such as mount(8). */
final class Commands {
  private Commands() {}

  /**
   * Runs a program to its end.
   *
   * @return its output
   * @throws IOException with its output if it fails
   */
  static String run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
    int status = process.waitFor();
    if (status != 0) {
      throw new IOException(
          String.format(
              Locale.ROOT, "%s: exit code %d: %s", String.join(" ", command), status, output));
    }
    return output;
  }
}
