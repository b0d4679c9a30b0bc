package io.streamproc.system;

import io.streamproc.launcher.Main;
import io.streamproc.testkit.Eventually;
import io.streamproc.testkit.JavaProcess;
import io.streamproc.testkit.Signals;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code streamproc} in a JVM of its own, with the product's own logging. */
final class Streamproc implements AutoCloseable {
  /** The last line of what {@code local} prints when it is up. */
  static final String LOCAL_IS_UP = "Ctrl-C stops it";

  /** Makes a process log as the product does. */
  static final String LOGGING = "-Dlogback.configurationFile=logback.xml";

  private static final long START_SECONDS = 120; // a machine that builds at the same time is slow
  private static final long STOP_SECONDS = 60;

  /** For what is polled: a client of its own for each look costs more than the look. */
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final JavaProcess process;

  private Streamproc(JavaProcess process) {
    this.process = process;
  }

  /**
   * Starts it without waiting.
   *
   * @param folder gets its output, and is its folder for temporary files
   * @param readyText see {@link #awaitReady()}
   */
  static Streamproc start(Path folder, String readyText, List<?> arguments) throws IOException {
    return start(folder, readyText, Map.of(), arguments);
  }

  static Streamproc start(
      Path folder, String readyText, Map<String, String> environment, List<?> arguments)
      throws IOException {
    return startUnder(List.of(), folder, readyText, environment, arguments);
  }

  /**
   * As above.
   *
   * @param wrapper see {@link JavaProcess#startUnder}
   */
  static Streamproc startUnder(
      List<String> wrapper,
      Path folder,
      String readyText,
      Map<String, String> environment,
      List<?> arguments)
      throws IOException {
    return start(wrapper, List.of(), folder, readyText, environment, arguments);
  }

  /**
   * As {@link #start(Path, String, List)}.
   *
   * @param heap the largest heap, such as {@code 128m}
   */
  static Streamproc startWithHeap(String heap, Path folder, String readyText, List<?> arguments)
      throws IOException {
    return start(List.of(), List.of("-Xmx" + heap), folder, readyText, Map.of(), arguments);
  }

  private static Streamproc start(
      List<String> wrapper,
      List<String> options,
      Path folder,
      String readyText,
      Map<String, String> environment,
      List<?> arguments)
      throws IOException {
    Path log = Files.createTempFile(folder, "streamproc-", ".log");
    List<String> jvm = new ArrayList<>(List.of(LOGGING, "-Djava.io.tmpdir=" + folder));
    jvm.addAll(options);
    return new Streamproc(
        JavaProcess.startUnder(
            wrapper, Main.class, log, readyText, jvm, environment, arguments.toArray()));
  }

  /** The arguments that give every part of {@code local} a port of its own. */
  static List<String> local(String... more) {
    List<String> all = new ArrayList<>(List.of("local", "--port=0", "--api-port=0"));
    all.addAll(List.of("--server-ports=0", "--set=aggregator.port=0", "--set=management.port=0"));
    all.addAll(List.of(more));
    return all;
  }

  /** The arguments of {@code run}, with settings and a management port of its own. */
  static List<String> run(Map<String, ?> settings, int managementPort, String... rolesAndMore) {
    List<String> all = new ArrayList<>(List.of("run", "--set=management.port=" + managementPort));
    settings.forEach((key, value) -> all.add("--set=" + key + "=" + value));
    all.addAll(List.of(rolesAndMore));
    return all;
  }

  /** Readiness of the process with that management port. */
  static HttpResponse<String> ready(int managementPort) throws IOException, InterruptedException {
    return ready("127.0.0.1", managementPort);
  }

  static HttpResponse<String> ready(String host, int managementPort)
      throws IOException, InterruptedException {
    return get("http://" + host + ":" + managementPort + "/health/ready");
  }

  Streamproc awaitReady() throws IOException, InterruptedException {
    process.awaitReady(START_SECONDS);
    return this;
  }

  JavaProcess process() {
    return process;
  }

  String output() throws IOException {
    return process.output();
  }

  /** Waits for a text in its output, and fails with the output if it does not come. */
  void awaitOutput(String text) throws Exception {
    String all =
        Eventually.get(Duration.ofSeconds(START_SECONDS), this::output, out -> out.contains(text));
    if (!all.contains(text)) {
      throw new IOException("no '" + text + "' in:\n" + all);
    }
  }

  /** What {@code local} printed after a word such as {@code page} or {@code events}. */
  String printed(String what) throws IOException {
    Matcher matcher = Pattern.compile("\n  " + what + " +(\\S+)").matcher(output());
    if (!matcher.find()) {
      throw new IOException("no " + what + " in:\n" + output());
    }
    return matcher.group(1);
  }

  /** What Ctrl-C sends; SIGTERM where that is not heard, see {@link Signals}. */
  void interrupt() throws IOException, InterruptedException {
    Signals.send(Signals.isInterruptIgnored() ? "TERM" : "INT", process.pid());
  }

  /** SIGTERM; returns the exit code. */
  int terminate() throws IOException, InterruptedException {
    return process.terminate(STOP_SECONDS);
  }

  int awaitEnd() throws IOException, InterruptedException {
    return process.awaitEnd(STOP_SECONDS);
  }

  @Override
  public void close() {
    process.close();
  }

  static HttpResponse<String> get(String url) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofSeconds(30)).build();
    return HTTP.send(request, HttpResponse.BodyHandlers.ofString());
  }

  static HttpResponse<String> post(String url, String json)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url))
            .header("Content-Type", "application/json")
            .timeout(Duration.ofSeconds(30))
            .POST(HttpRequest.BodyPublishers.ofString(json))
            .build();
    return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
  }
}
