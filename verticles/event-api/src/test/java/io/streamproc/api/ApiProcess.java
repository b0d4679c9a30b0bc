package io.streamproc.api;

import io.streamproc.core.Names;
import io.streamproc.testkit.FreePorts;
import io.streamproc.testkit.JavaProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** A real event-api in a separate process. */
final class ApiProcess implements AutoCloseable {
  private static final long START_SECONDS = 60;

  private final int port = FreePorts.one();
  private final HttpClient http = HttpClient.newHttpClient();
  private final Path log;
  private final Object[] arguments;
  private final List<String> options;
  private JavaProcess process;

  ApiProcess(Path dir, String bootstrapServers, String topic, Map<String, String> more)
      throws IOException, InterruptedException {
    this(dir, bootstrapServers, topic, more, List.of());
  }

  /**
   * @param options options of its JVM
   */
  ApiProcess(
      Path dir,
      String bootstrapServers,
      String topic,
      Map<String, String> more,
      List<String> options)
      throws IOException, InterruptedException {
    this.options = options;
    Map<String, String> all = new HashMap<>(ApiServer.settings(bootstrapServers, topic, port));
    all.putAll(more);
    arguments = all.entrySet().stream().map(e -> e.getKey() + "=" + e.getValue()).toArray();
    log = dir.resolve("event-api.log");
    start();
  }

  /** Starts it, or replaces a process that has ended. */
  void start() throws IOException, InterruptedException {
    process = JavaProcess.start(ApiMain.class, log, ApiMain.READY, options, arguments);
    process.awaitReady(START_SECONDS);
  }

  int port() {
    return port;
  }

  /**
   * @param key or null
   */
  CompletableFuture<HttpResponse<String>> postAsync(String key, String body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/events"))
            .POST(HttpRequest.BodyPublishers.ofString(body));
    if (key != null) {
      request.header(Names.HEADER_IDEMPOTENCY_KEY, key);
    }
    return http.sendAsync(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  void freeze() throws IOException, InterruptedException {
    process.freeze();
  }

  void thaw() throws IOException, InterruptedException {
    process.thaw();
  }

  void kill() throws InterruptedException {
    process.kill();
  }

  @Override
  public void close() {
    process.close();
  }
}
