package io.streamproc.bench.metrics;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A Prometheus (Debian's package {@code prometheus}) that scrapes processes every second and stores
 * exemplars.
 */
public final class PrometheusServer implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(20);
  private static final long PAUSE_NANOS = 200_000_000;

  private final Process process;
  private final String url;
  private final HttpClient http = HttpClient.newHttpClient();

  private PrometheusServer(Process process, String url) {
    this.process = process;
    this.url = url;
  }

  /**
   * Starts a server on 127.0.0.1 and waits until it answers.
   *
   * @param folder for its configuration, data and log
   * @param port its port
   * @param rules a file with rules
   * @param targets {@code host:port} of processes; a name that begins with {@code https://} is
   *     scraped over TLS, whose certificate is not checked
   * @throws IOException if it is not installed or does not start
   */
  public static PrometheusServer start(Path folder, int port, Path rules, List<String> targets)
      throws IOException {
    Path config =
        Files.writeString(folder.resolve("prometheus.yml"), configuration(rules, targets));
    Process process =
        new ProcessBuilder(
                "prometheus",
                "--config.file=" + config,
                "--storage.tsdb.path=" + folder.resolve("prometheus"),
                "--web.listen-address=127.0.0.1:" + port,
                "--enable-feature=exemplar-storage",
                "--log.level=warn")
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("prometheus.log").toFile())
            .start();
    PrometheusServer server = new PrometheusServer(process, "http://127.0.0.1:" + port);
    long deadline = System.nanoTime() + TIMEOUT.toNanos();
    while (!server.isReady()) {
      if (!process.isAlive() || System.nanoTime() > deadline) {
        server.close();
        throw new IOException(
            "Prometheus does not start: " + Files.readString(folder.resolve("prometheus.log")));
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
    return server;
  }

  /** Whether the program can be started. */
  public static boolean isInstalled() {
    String path = System.getenv().getOrDefault("PATH", "");
    return Arrays.stream(path.split(File.pathSeparator))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, "prometheus")));
  }

  private static String configuration(Path rules, List<String> targets) {
    List<String> plain = new ArrayList<>();
    List<String> secure = new ArrayList<>();
    for (String target : targets) {
      if (target.startsWith("https://")) {
        secure.add('"' + target.substring("https://".length()) + '"');
      } else {
        plain.add('"' + target + '"');
      }
    }
    return """
        global: {scrape_interval: 1s, scrape_timeout: 1s, evaluation_interval: 1s}
        rule_files: ["%s"]
        scrape_configs:
          - job_name: streamproc
            static_configs: [{targets: %s}]
          - job_name: streamproc-tls
            scheme: https
            tls_config: {insecure_skip_verify: true}
            static_configs: [{targets: %s}]
        """
        .formatted(rules, plain, secure);
  }

  private boolean isReady() {
    try {
      return get("/-/ready").contains("Ready");
    } catch (IOException e) {
      return false;
    }
  }

  /** Returns the names of the alerts that fire now. */
  public Set<String> firing() throws IOException {
    Set<String> names = new TreeSet<>();
    JsonArray alerts =
        new JsonObject(get("/api/v1/alerts")).getJsonObject("data").getJsonArray("alerts");
    for (int i = 0; i < alerts.size(); i++) {
      JsonObject alert = alerts.getJsonObject(i);
      if (alert.getString("state").equals("firing")) {
        names.add(alert.getJsonObject("labels").getString("alertname"));
      }
    }
    return names;
  }

  /**
   * Returns the values of an instant query, of all its series.
   *
   * @throws IllegalArgumentException with Prometheus' reason if it refuses the query
   */
  public List<Double> query(String expression) throws IOException {
    JsonObject answer =
        new JsonObject(
            get("/api/v1/query?query=" + URLEncoder.encode(expression, StandardCharsets.UTF_8)));
    if (!answer.getString("status").equals("success")) {
      throw new IllegalArgumentException(answer.getString("error") + ": " + expression);
    }
    JsonArray series = answer.getJsonObject("data").getJsonArray("result");
    List<Double> values = new ArrayList<>();
    for (int i = 0; i < series.size(); i++) {
      String value = series.getJsonObject(i).getJsonArray("value").getString(1);
      values.add(
          switch (value) {
            case "+Inf" -> Double.POSITIVE_INFINITY;
            case "-Inf" -> Double.NEGATIVE_INFINITY;
            default -> Double.parseDouble(value);
          });
    }
    return values;
  }

  /**
   * Returns the traces that the exemplars of a selector's series name, of the last ten minutes.
   *
   * @param selector such as the name of a histogram's buckets
   * @return trace ids in lower-case hexadecimal
   */
  public Set<String> traces(String selector) throws IOException {
    long now = System.currentTimeMillis() / 1_000;
    JsonObject answer =
        new JsonObject(
            get(
                "/api/v1/query_exemplars?query="
                    + URLEncoder.encode(selector, StandardCharsets.UTF_8)
                    + ("&start=" + (now - 600) + "&end=" + (now + 60))));
    JsonArray series = answer.getJsonArray("data", new JsonArray());
    Set<String> traces = new TreeSet<>();
    for (int i = 0; i < series.size(); i++) {
      JsonArray exemplars = series.getJsonObject(i).getJsonArray("exemplars");
      for (int k = 0; k < exemplars.size(); k++) {
        traces.add(exemplars.getJsonObject(k).getJsonObject("labels").getString("trace_id"));
      }
    }
    return traces;
  }

  private String get(String path) throws IOException {
    try {
      HttpRequest request = HttpRequest.newBuilder(URI.create(url + path)).timeout(TIMEOUT).build();
      return http.send(request, BodyHandlers.ofString()).body();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
    }
  }
}
