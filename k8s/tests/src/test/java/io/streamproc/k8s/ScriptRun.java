package io.streamproc.k8s;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** A started script. Its output, of both streams, goes to a file. */
final class ScriptRun {
  private static final long DEADLINE_SECONDS = 20;
  private static final long LOOK_NANOS = 5_000_000;

  private final Process process;
  private final Path output;

  ScriptRun(Process process, Path output) {
    this.process = process;
    this.output = output;
  }

  /**
   * @throws AssertionError with its output, if the condition is not met in time
   */
  void await(String what, BooleanSupplier condition) {
    await(what, DEADLINE_SECONDS, condition);
  }

  /** The same with another deadline. */
  void await(String what, long seconds, BooleanSupplier condition) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        process.destroy();
        fail("timeout while waiting for " + what + "; its output:\n" + output());
      }
      LockSupport.parkNanos(LOOK_NANOS);
    }
  }

  void awaitOutput(String text) {
    await("'" + text + "'", () -> output().contains(text));
  }

  /** Like Ctrl-C and other signals, it ends the script, not its child processes. */
  void terminate() {
    process.destroy();
  }

  /** Kills it with SIGKILL. */
  void kill() {
    process.destroyForcibly();
    await("its end", () -> !process.isAlive());
  }

  boolean alive() {
    return process.isAlive();
  }

  int exitCode() {
    await("its end", () -> !process.isAlive());
    return process.exitValue();
  }

  ScriptRun succeeds() {
    assertTrue(exitCode() == 0, () -> "exit code " + exitCode() + ":\n" + output());
    return this;
  }

  /** Asserts that the only line of output contains this text. */
  void failsWith(String text) {
    assertTrue(exitCode() != 0, this::output);
    assertTrue(
        output().lines().filter(line -> line.contains(text)).count() == 1,
        () -> "not one line with '" + text + "':\n" + output());
  }

  String output() {
    try {
      return Files.readString(output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
