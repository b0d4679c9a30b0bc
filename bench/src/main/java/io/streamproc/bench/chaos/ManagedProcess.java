package io.streamproc.bench.chaos;

import io.streamproc.testkit.JavaProcess;
import io.streamproc.testkit.Signals;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** One process of the system, with all its children, that can be killed and started again. */
final class ManagedProcess {
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final Duration TIMEOUT = Duration.ofSeconds(1);
  private static final long START_SECONDS = 240; // a busy machine takes a minute to start a broker
  private static final long STOP_SECONDS = 60;
  private static final String DEGRADED = "\"degraded\"";

  private final String name;
  private final Starter starter;
  private final URI readiness;
  private final Path pidFile;
  private JavaProcess process;

  /** Starts the process and returns without waiting. */
  interface Starter {
    JavaProcess start() throws IOException;
  }

  /**
   * @param readiness address that answers 200 when the process is ready, or null if it prints a
   *     line
   * @param pidFile holds the id of a process that belongs to it but is not its child, or null
   */
  ManagedProcess(String name, Starter starter, URI readiness, Path pidFile) {
    this.pidFile = pidFile;
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

  /** Waits for the line that says it is ready; only for a process without {@code readiness}. */
  void awaitStarted() throws IOException, InterruptedException {
    if (readiness == null) {
      process.awaitReady(START_SECONDS);
    }
  }

  /** Kills or freezes it. */
  void away(Fault.Kind kind) throws IOException, InterruptedException {
    if (kind == Fault.Kind.KILL) {
      kill();
    } else {
      freeze();
    }
  }

  /** Starts it again, or continues it. */
  void back(Fault.Kind kind) throws IOException, InterruptedException {
    if (kind == Fault.Kind.KILL) {
      start();
    } else {
      thaw();
    }
  }

  /** SIGKILL for the process and its children, which are all listed before the first is killed. */
  private void kill() throws IOException, InterruptedException {
    for (ProcessHandle handle : tree()) {
      handle.destroyForcibly();
    }
    process.kill();
  }

  /** SIGSTOP: connections stay open, but nothing answers. */
  private void freeze() throws IOException, InterruptedException {
    signal("STOP");
  }

  private void thaw() throws IOException, InterruptedException {
    signal("CONT");
  }

  private void signal(String signal) throws IOException, InterruptedException {
    for (ProcessHandle handle : tree()) {
      if (handle.isAlive()) {
        Signals.send(signal, handle.pid());
      }
    }
  }

  /** The JVM with its children, and the database server that has detached from it. */
  private List<ProcessHandle> tree() throws IOException {
    Stream<ProcessHandle> roots =
        Stream.concat(ProcessHandle.of(process.pid()).stream(), detached().stream());
    return roots.flatMap(root -> Stream.concat(Stream.of(root), root.descendants())).toList();
  }

  /** PostgreSQL detaches from its parent; its process id is the first line of a file. */
  private Optional<ProcessHandle> detached() throws IOException {
    if (pidFile == null || !Files.exists(pidFile)) {
      return Optional.empty();
    }
    return ProcessHandle.of(Long.parseLong(Files.readAllLines(pidFile).get(0).strip()));
  }

  /** Whether it is ready and not degraded. */
  boolean isReady() throws InterruptedException {
    if (!process.isAlive()) {
      return false;
    }
    if (readiness == null) {
      return true;
    }
    try {
      HttpRequest request = HttpRequest.newBuilder(readiness).timeout(TIMEOUT).build();
      HttpResponse<String> answer = HTTP.send(request, BodyHandlers.ofString());
      return answer.statusCode() == 200 && !answer.body().contains(DEGRADED);
    } catch (IOException e) {
      return false;
    }
  }

  /** Its meters in Prometheus text; empty if it does not answer. */
  String metrics() throws InterruptedException {
    return get("/metrics");
  }

  /** Process id of the JVM. */
  long pid() {
    return process.pid();
  }

  /** The text of readiness, empty if it does not answer. */
  String readinessText() throws InterruptedException {
    return get(readiness.getPath());
  }

  private String get(String path) throws InterruptedException {
    try {
      HttpRequest request =
          HttpRequest.newBuilder(readiness.resolve(path)).timeout(TIMEOUT).build();
      return HTTP.send(request, BodyHandlers.ofString()).body();
    } catch (IOException e) {
      return "";
    }
  }

  /** Processor time that its processes have used, those that have ended not included. */
  Duration cpu() throws IOException {
    return tree().stream()
        .map(handle -> handle.info().totalCpuDuration().orElse(Duration.ZERO))
        .reduce(Duration.ZERO, Duration::plus);
  }

  /** SIGTERM, and waits until it has ended. */
  void stop() throws IOException, InterruptedException {
    process.terminate(STOP_SECONDS);
  }

  /** Kills it at the end of a run, when its data is not needed any more. */
  void end() throws IOException {
    if (process != null) {
      tree().forEach(ProcessHandle::destroyForcibly);
      process.close();
    }
  }
}
