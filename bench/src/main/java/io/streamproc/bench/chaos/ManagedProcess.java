package io.streamproc.bench.chaos;

import io.streamproc.testkit.JavaProcess;
import io.streamproc.testkit.Signals;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** One process of the system, with all its children, that can be started again and again. */
final class ManagedProcess {
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final Duration PATIENCE = Duration.ofSeconds(1);
  private static final long START_SECONDS = 90;

  private final String name;
  private final Starter starter;
  private final URI readiness;
  private JavaProcess process;

  /** Starts the process and returns without waiting. */
  interface Starter {
    JavaProcess start() throws IOException;
  }

  /**
   * @param readiness address that answers 200 when the process works, or null if it says so itself
   */
  ManagedProcess(String name, Starter starter, URI readiness) {
    this.name = name;
    this.starter = starter;
    this.readiness = readiness;
  }

  String name() {
    return name;
  }

  void start() throws IOException {
    process = starter.start();
  }

  /** Waits for what the process itself says; only for one without {@code readiness}. */
  void awaitStarted() throws IOException, InterruptedException {
    if (readiness == null) {
      process.awaitReady(START_SECONDS);
    }
  }

  /** SIGKILL for the process and its children, all of them named before the first is hit. */
  void kill() throws IOException, InterruptedException {
    for (ProcessHandle handle : tree()) {
      handle.destroyForcibly();
    }
    process.kill();
  }

  /** SIGSTOP: connections stay open, and nothing answers any more. */
  void freeze() throws IOException, InterruptedException {
    signal("STOP");
  }

  void thaw() throws IOException, InterruptedException {
    signal("CONT");
  }

  private void signal(String signal) throws IOException, InterruptedException {
    for (ProcessHandle handle : tree()) {
      if (handle.isAlive()) {
        Signals.send(signal, handle.pid());
      }
    }
  }

  private List<ProcessHandle> tree() {
    ProcessHandle root = ProcessHandle.of(process.pid()).orElseThrow();
    return Stream.concat(Stream.of(root), root.descendants()).toList();
  }

  boolean isReady() throws InterruptedException {
    if (!process.isAlive()) {
      return false;
    }
    if (readiness == null) {
      return true;
    }
    try {
      HttpRequest request = HttpRequest.newBuilder(readiness).timeout(PATIENCE).build();
      return HTTP.send(request, BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException e) {
      return false;
    }
  }

  /** For the end of a run, after which nobody needs its data any more. */
  void end() {
    if (process != null && process.isAlive()) {
      tree().forEach(ProcessHandle::destroyForcibly);
      process.close();
    }
  }
}
