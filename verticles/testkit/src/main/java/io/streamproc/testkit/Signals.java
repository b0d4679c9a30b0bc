package io.streamproc.testkit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** Sends signals that Java itself can't send. Only for processes that the test has started. */
public final class Signals {
  private static final long TIMEOUT_NANOS = 20_000_000_000L;
  private static final long POLL_NANOS = 1_000_000;
  private static final int SIGINT = 2;

  private Signals() {}

  /**
   * Sends SIGSTOP and waits for its effect. The kernel wakes one thread, which then stops the
   * others; on a busy machine they keep running for tenths of a second.
   */
  static void stop(long pid) throws IOException, InterruptedException {
    send("STOP", pid);
    long deadline = System.nanoTime() + TIMEOUT_NANOS;
    while (!isStopped(pid)) {
      if (System.nanoTime() > deadline) {
        throw new IOException("process " + pid + " does not stop");
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
  }

  /** Whether all threads of the process are stopped, see proc(5). True if there is no /proc. */
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
      return line.startsWith("T", line.lastIndexOf(')') + 2); // after the name, in parentheses
    } catch (IOException e) {
      return true; // a thread that has ended
    }
  }

  /**
   * @param signal name without SIG: STOP, CONT, KILL, TERM
   * @throws IOException if the process does not exist or belongs to another user
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
   * Whether processes started from here ignore SIGINT. A shell sets this for its background jobs,
   * and a JVM that inherits it does not receive Ctrl-C.
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
