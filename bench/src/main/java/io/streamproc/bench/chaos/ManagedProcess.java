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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** One process of the system, with all its children, that can be started again and again. */
final class ManagedProcess {
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final Duration PATIENCE = Duration.ofSeconds(1);
  private static final long START_SECONDS = 90;
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
   * @param readiness address that answers 200 when the process works, or null if it says so itself
   * @param pidFile names a process that belongs to it and is not its child, or null
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

  /** Waits for what the process itself says; only for one without {@code readiness}. */
  void awaitStarted() throws IOException, InterruptedException {
    if (readiness == null) {
      process.awaitReady(START_SECONDS);
    }
  }

  /** Takes it away: killed, or frozen. */
  void away(Fault.Kind kind) throws IOException, InterruptedException {
    if (kind == Fault.Kind.KILL) {
      kill();
    } else {
      freeze();
    }
  }

  /** Brings it back: started again, or continued. */
  void back(Fault.Kind kind) throws IOException, InterruptedException {
    if (kind == Fault.Kind.KILL) {
      start();
    } else {
      thaw();
    }
  }

  /** SIGKILL for the process and its children, all of them named before the first is hit. */
  private void kill() throws IOException, InterruptedException {
    for (ProcessHandle handle : tree()) {
      handle.destroyForcibly();
    }
    process.kill();
  }

  /** SIGSTOP: connections stay open, and nothing answers any more. */
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

  /** All of it: the JVM with its children, and the database server that it has detached. */
  private List<ProcessHandle> tree() throws IOException {
    Stream<ProcessHandle> roots =
        Stream.concat(ProcessHandle.of(process.pid()).stream(), detached().stream());
    return roots.flatMap(root -> Stream.concat(Stream.of(root), root.descendants())).toList();
  }

  /** PostgreSQL leaves its parent, and writes its number into the first line of a file. */
  private Optional<ProcessHandle> detached() throws IOException {
    if (pidFile == null || !Files.exists(pidFile)) {
      return Optional.empty();
    }
    return ProcessHandle.of(Long.parseLong(Files.readAllLines(pidFile).get(0).strip()));
  }

  /** Whether it works, and lacks nothing. */
  boolean isReady() throws InterruptedException {
    if (!process.isAlive()) {
      return false;
    }
    if (readiness == null) {
      return true;
    }
    try {
      HttpRequest request = HttpRequest.newBuilder(readiness).timeout(PATIENCE).build();
      HttpResponse<String> answer = HTTP.send(request, BodyHandlers.ofString());
      return answer.statusCode() == 200 && !answer.body().contains(DEGRADED);
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Its meters by name, summed over their tags; empty if it does not answer.
   *
   * @see <a href="https://prometheus.io/docs/instrumenting/exposition_formats/">Prometheus text</a>
   */
  Map<String, Double> metrics() throws InterruptedException {
    Map<String, Double> sums = new HashMap<>();
    for (String line : get("/metrics").lines().filter(l -> !l.startsWith("#")).toList()) {
      String name = line.replaceAll("[{ ].*", "");
      String area = line.contains("area=\"heap\"") ? ".heap" : "";
      sums.merge(name + area, Double.valueOf(line.replaceAll(".* ", "")), Double::sum);
    }
    return sums;
  }

  /** Of the JVM itself. */
  long pid() {
    return process.pid();
  }

  /** What readiness says, empty if it does not answer. */
  String readinessText() throws InterruptedException {
    return get(readiness.getPath());
  }

  private String get(String path) throws InterruptedException {
    try {
      HttpRequest request =
          HttpRequest.newBuilder(readiness.resolve(path)).timeout(PATIENCE).build();
      return HTTP.send(request, BodyHandlers.ofString()).body();
    } catch (IOException e) {
      return "";
    }
  }

  /** For the end of a run, after which nobody needs its data any more. */
  void end() throws IOException {
    if (process != null) {
      tree().forEach(ProcessHandle::destroyForcibly);
      process.close();
    }
  }
}
