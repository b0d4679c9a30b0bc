package io.streamproc.testkit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** Signals that Java itself can't send. Only for processes that the test has started. */
public final class Signals {
  private static final long TIMEOUT_NANOS = 20_000_000_000L;
  private static final long LOOK_NANOS = 1_000_000;
  private static final int SIGINT = 2;

  private Signals() {}

  /**
   * SIGSTOP, and waits until it has worked. The kernel wakes one thread, which then stops the
   * others: on a busy machine they go on for tenths of a second.
   */
  static void stop(long pid) throws IOException, InterruptedException {
    send("STOP", pid);
    long deadline = System.nanoTime() + TIMEOUT_NANOS;
    while (!isStopped(pid)) {
      if (System.nanoTime() > deadline) {
        throw new IOException("process " + pid + " does not stop");
      }
      LockSupport.parkNanos(LOOK_NANOS);
    }
  }

  /** Whether all of its threads stand still, as proc(5) has it; true where there is no /proc. */
  private static boolean isStopped(long pid) throws IOException {
    Path threads = Path.of("/proc", Long.toString(pid), "task");
    if (!Files.isDirectory(threads)) {
      return true;
    }
    try (Stream<Path> all = Files.list(threads)) {
      return all.allMatch(thread -> isStopped(thread.resolve("stat")));
    }
  }

  private static boolean isStopped(Path stat) {
    try {
      String line = Files.readString(stat);
      return line.startsWith("T", line.lastIndexOf(')') + 2); // behind the name, in parentheses
    } catch (IOException e) {
      return true; // a thread that has ended
    }
  }

  /**
   * @param signal its name without SIG: STOP, CONT, KILL, TERM
   * @throws IOException if the process is not there or not ours
   */
  public static void send(String signal, long pid) throws IOException, InterruptedException {
    Process kill =
        new ProcessBuilder("kill", "-" + signal, Long.toString(pid))
            .redirectErrorStream(true)
            .start();
    String said = new String(kill.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (kill.waitFor() != 0) {
      throw new IOException("kill -" + signal + " " + pid + ": " + said.strip());
    }
  }

  /**
   * Whether processes that are started from here ignore SIGINT. A shell makes it so for its
   * background jobs, and a JVM that inherits it does not hear a Ctrl-C.
   */
  public static boolean isInterruptIgnored() throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!Files.exists(status)) {
      return false;
    }
    return Files.readAllLines(status).stream()
        .filter(line -> line.startsWith("SigIgn:"))
        .map(line -> Long.parseUnsignedLong(line.substring(7).strip(), 16))
        .anyMatch(ignored -> (ignored >> SIGINT - 1 & 1) == 1);
  }
}
