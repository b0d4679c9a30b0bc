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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One process of the system with its children, which can be killed and restarted. */
public final class ManagedProcess {
  private static final Logger LOG = LoggerFactory.getLogger(ManagedProcess.class);
  private static final int MOST_RESTARTS = 3;
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final Duration TIMEOUT = Duration.ofSeconds(1);
  private static final long START_SECONDS = 240; // a busy machine takes a minute to start a broker
  private static final long STOP_SECONDS = 60;
  private static final int LOG_END = 4_000; // characters
  private static final String DEGRADED = "\"degraded\"";

  private final String name;
  private final Starter starter;
  private final URI readiness;
  private final Path pidFile;
  private JavaProcess process;
  private int restarts;
  private int failedStarts; // since it was ready

  /** Starts the process and returns without waiting. */
  public interface Starter {
    JavaProcess start() throws IOException;
  }

  /**
   * @param readiness address that answers 200 when the process is ready, or null if it prints a
   *     line
   * @param pidFile file with the id of a process that belongs to it but is not its child, or null
   */
  public ManagedProcess(String name, Starter starter, URI readiness, Path pidFile) {
    this.pidFile = pidFile;
    this.name = name;
    this.starter = starter;
    this.readiness = readiness;
  }

  /** Returns the name of the role or server; its log is named after it. */
  public String name() {
    return name;
  }

  /** Starts it without waiting. */
  public void start() throws IOException {
    process = starter.start();
  }

  /** Waits for the line that reports readiness; only for a process without {@code readiness}. */
  public void awaitStarted() throws IOException, InterruptedException {
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

  /** Restarts or continues it. */
  void back(Fault.Kind kind) throws IOException, InterruptedException {
    if (kind == Fault.Kind.KILL) {
      start();
    } else {
      thaw();
    }
  }

  /**
   * Sends SIGKILL to the process and its children, which are all listed before the first is killed.
   */
  public void kill() throws IOException, InterruptedException {
    for (ProcessHandle handle : tree()) {
      handle.destroyForcibly();
    }
    process.kill();
  }

  /** Sends SIGSTOP: connections stay open, but nothing responds. */
  public void freeze() throws IOException, InterruptedException {
    signal("STOP");
  }

  /** Continues a frozen process. */
  public void thaw() throws IOException, InterruptedException {
    signal("CONT");
  }

  private void signal(String signal) throws IOException, InterruptedException {
    for (ProcessHandle handle : tree()) {
      try {
        Signals.send(signal, handle.pid());
      } catch (IOException e) {
        if (handle.isAlive()) { // a child of PostgreSQL may have ended since it was listed
          throw e;
        }
      }
    }
  }

  /** Returns the JVM with its children, and the database server that has detached from it. */
  public List<ProcessHandle> tree() throws IOException {
    Stream<ProcessHandle> roots =
        Stream.concat(ProcessHandle.of(process.pid()).stream(), detached().stream());
    return roots.flatMap(root -> Stream.concat(Stream.of(root), root.descendants())).toList();
  }

  /** PostgreSQL detaches from its parent; its process id is the first line of a file. */
  private Optional<ProcessHandle> detached() throws IOException {
    if (pidFile == null || !Files.exists(pidFile)) {
      return Optional.empty();
    }
    return Files.readAllLines(pidFile).stream()
        .findFirst()
        .map(String::strip)
        .filter(line -> line.matches("[1-9][0-9]{0,9}")) // a full disk leaves an empty file
        .flatMap(line -> ProcessHandle.of(Long.parseLong(line)))
        .filter(handle -> handle.info().command().orElse("").endsWith("postgres"));
  }

  /** Whether the JVM has ended. */
  public boolean hasEnded() {
    return !process.isAlive();
  }

  /** Returns everything that it has logged in all its runs. */
  public String output() throws IOException {
    return process == null ? "" : process.output();
  }

  /** Whether it is ready and not degraded. */
  public boolean isReady() throws InterruptedException {
    if (!process.isAlive()) {
      return false;
    }
    if (readiness == null) {
      return true;
    }
    try {
      HttpRequest request = HttpRequest.newBuilder(readiness).timeout(TIMEOUT).build();
      HttpResponse<String> answer = HTTP.send(request, BodyHandlers.ofString());
      boolean ready = answer.statusCode() == 200 && !answer.body().contains(DEGRADED);
      failedStarts = ready ? 0 : failedStarts;
      return ready;
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Restarts it if it has ended by itself, as Kubernetes would: a member that Hazelcast can't bring
   * back into its cluster ends its process. Gives up after a few times without being ready.
   */
  public void restartIfEnded() throws IOException {
    if (process.isAlive() || failedStarts == MOST_RESTARTS) {
      return;
    }
    restarts++;
    failedStarts++;
    LOG.warn("{} has ended by itself and is restarted; the end of its log:\n{}", name, logEnd());
    start();
  }

  /** Returns how often it was restarted because it had ended by itself. */
  int restarts() {
    return restarts;
  }

  /** Describes the state of a process that should be ready: its answer and the end of its log. */
  public String describeNotReady() throws InterruptedException {
    String state = process.isAlive() ? "is not ready: " + readinessText() : "has ended";
    return name + " " + state + "\n" + logEnd();
  }

  private String logEnd() {
    try {
      String log = process.output();
      return log.substring(Math.max(0, log.length() - LOG_END));
    } catch (IOException e) {
      return "(its log can't be read: " + e + ")";
    }
  }

  /** Returns its meters in Prometheus text; empty if it does not respond. */
  String metrics() throws InterruptedException {
    return get("/metrics");
  }

  /** Returns host and port of its management server. */
  String management() {
    return readiness.getAuthority();
  }

  /** Returns the process id of the JVM. */
  public long pid() {
    return process.pid();
  }

  /** Returns the text of readiness, empty if it does not respond. */
  public String readinessText() throws InterruptedException {
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

  /** Returns the processor time that its running processes have used. */
  public Duration cpu() throws IOException {
    return tree().stream()
        .map(handle -> handle.info().totalCpuDuration().orElse(Duration.ZERO))
        .reduce(Duration.ZERO, Duration::plus);
  }

  /** Sends SIGTERM, and waits until it has ended. */
  public void stop() throws IOException, InterruptedException {
    process.terminate(STOP_SECONDS);
  }

  /** Kills it at the end of a run, when its data is no longer needed. */
  public void end() throws IOException {
    if (process != null) {
      tree().forEach(ProcessHandle::destroyForcibly);
      process.close();
    }
  }
}
