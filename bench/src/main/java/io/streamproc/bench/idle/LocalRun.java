package io.streamproc.bench.idle;

import io.streamproc.bench.measure.Pause;
import io.streamproc.testkit.FreePorts;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** One run of {@code streamproc local} as a user starts it, on a data folder of its own. */
final class LocalRun implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(90);
  private static final Duration POLL = Duration.ofMillis(20);
  private static final Duration REQUEST = Duration.ofSeconds(2);
  private static final long STOP_SECONDS = 60;
  private static final int SERVER_PORTS = 5;
  private static final int OK = 200;

  private final HttpClient http = HttpClient.newHttpClient();
  private final int[] ports = FreePorts.several(4); // page, api, aggregator, management
  private final Process process;
  private final double rate;
  private final double startSeconds;

  /**
   * Starts it, and waits until it is ready, or until the page would show the first event.
   *
   * @param command the program that passes its arguments to {@code streamproc local}
   * @param folder for its log and its data
   * @param rate generated events per second, 0 for none
   */
  LocalRun(Path command, Path folder, double rate) throws IOException, InterruptedException {
    this.rate = rate;
    long began = System.nanoTime();
    process =
        new ProcessBuilder(arguments(command, folder))
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("local.log").toFile())
            .start();
    try {
      await(began + TIMEOUT.toNanos());
    } catch (IOException | InterruptedException | RuntimeException e) {
      close();
      throw e;
    }
    startSeconds = (System.nanoTime() - began) / 1e9;
  }

  private List<String> arguments(Path command, Path folder) {
    List<String> all = new ArrayList<>();
    all.add(command.toString());
    all.addAll(rate > 0 ? List.of("--rate", Double.toString(rate)) : List.of("--no-producer"));
    all.add("--data=" + folder.resolve("data"));
    all.add("--port=" + ports[0]);
    all.add("--api-port=" + ports[1]);
    all.add("--set=aggregator.port=" + ports[2]);
    all.add("--set=management.port=" + ports[3]);
    all.add("--server-ports=" + FreePorts.consecutive(SERVER_PORTS));
    return all;
  }

  /** Seconds from the start to the first event that a query returned, or to readiness. */
  double startSeconds() {
    return startSeconds;
  }

  ProcessTree processes() {
    return new ProcessTree(process.toHandle());
  }

  private void await(long deadline) throws IOException, InterruptedException {
    while (!(rate > 0 ? hasEvents() : isReady())) {
      if (System.nanoTime() > deadline || !process.isAlive()) {
        throw new IllegalStateException("streamproc local has not started within " + TIMEOUT);
      }
      Pause.of(POLL);
    }
  }

  private boolean isReady() throws InterruptedException {
    return get(ports[3], "/health/ready") != null;
  }

  private boolean hasEvents() throws InterruptedException {
    long now = System.currentTimeMillis();
    String query = "?step=1s&from=" + (now - 60_000) + "&to=" + (now + 60_000);
    String answer = get(ports[0], "/api/series" + query);
    return answer != null
        && new JsonObject(answer)
            .getJsonObject("series").stream()
                .anyMatch(one -> !one.getValue().toString().equals("[]"));
  }

  /** Returns the body, or null if the answer is not 200 or there is none. */
  private String get(int port, String path) throws InterruptedException {
    URI uri = URI.create("http://127.0.0.1:" + port + path);
    try {
      HttpResponse<String> answer =
          http.send(HttpRequest.newBuilder(uri).timeout(REQUEST).build(), BodyHandlers.ofString());
      return answer.statusCode() == OK ? answer.body() : null;
    } catch (IOException e) {
      return null;
    }
  }

  /** Stops it as Ctrl-C does. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    process.destroyForcibly();
  }
}
