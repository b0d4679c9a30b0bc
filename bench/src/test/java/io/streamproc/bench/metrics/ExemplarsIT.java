package io.streamproc.bench.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.streamproc.launcher.Main;
import io.streamproc.testkit.Eventually;
import io.streamproc.testkit.FreePorts;
import io.streamproc.testkit.JavaProcess;
import io.streamproc.testkit.OtlpReceiver;
import io.streamproc.testkit.OtlpReceiver.Received;
import io.streamproc.testkit.Skipped;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A Prometheus that scrapes a traced system")
@Timeout(300)
class ExemplarsIT {
  private static final Path RULES = Path.of("../k8s/streamproc/files/alerts.yaml");
  private static final String IS_UP = "Ctrl-C stops it";
  private static final int SECONDS = 120; // for a start or an orderly stop on a busy machine
  private static final Duration SCRAPED = Duration.ofSeconds(30);

  private static final List<String> OF_REQUESTS =
      List.of(
          "streamproc_event_api_ack_seconds",
          "streamproc_event_api_request_seconds",
          "streamproc_event_api_request_events");
  private static final List<String> OF_BATCHES =
      List.of(
          "streamproc_consumer_batch_events",
          "streamproc_consumer_durable_delay_seconds",
          "streamproc_consumer_store_attempt_seconds",
          "streamproc_consumer_store_seconds");

  @TempDir private Path folder;

  private final HttpClient http = HttpClient.newHttpClient();
  private final int[] ports = FreePorts.several(5);

  @Test
  @DisplayName("stores the traces of requests and batches as exemplars of their histograms")
  void stored() throws Exception {
    Skipped.unless(
        PrometheusServer.isInstalled(), "exemplars", "no prometheus, apt-get install prometheus");
    try (OtlpReceiver collector = new OtlpReceiver();
        JavaProcess local = start(collector)) {
      local.awaitReady(SECONDS);
      String target = "127.0.0.1:" + ports[3];
      try (PrometheusServer prometheus =
          PrometheusServer.start(
              folder, ports[4], RULES.toAbsolutePath().normalize(), List.of(target))) {
        post();
        for (String histogram : OF_REQUESTS) {
          assertTraces(prometheus, histogram + "_bucket", collector, "POST /events");
        }
        for (String histogram : OF_BATCHES) {
          for (String role : List.of("consumer-high", "consumer-low")) {
            String selector = histogram + "_bucket{role=\"" + role + "\"}";
            assertTraces(prometheus, selector, collector, "store batch");
          }
        }
      }
      assertEquals(0, local.terminate(SECONDS), local.output());
    }
  }

  private JavaProcess start(OtlpReceiver collector) throws Exception {
    return JavaProcess.start(
        Main.class,
        folder.resolve("local.log"),
        IS_UP,
        List.of("-Dlogback.configurationFile=logback.xml", "-Djava.io.tmpdir=" + folder),
        "local",
        "--ephemeral",
        "--no-producer",
        "--server-ports=0",
        "--api-port=" + ports[0],
        "--port=" + ports[1],
        "--set=aggregator.port=" + ports[2],
        "--set=management.port=" + ports[3],
        "--set=tracing.endpoint=" + collector.url(),
        "--set=tracing.sample=1");
  }

  private void post() throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + ports[0] + "/events"))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString("[{\"amount\":7.5},{\"amount\":2.5}]"))
            .build();
    assertEquals(202, http.send(request, BodyHandlers.ofString()).statusCode());
  }

  /** Each exemplar names a trace that the collector has got, too. */
  private static void assertTraces(
      PrometheusServer prometheus, String selector, OtlpReceiver collector, String span)
      throws Exception {
    Set<String> traces =
        Eventually.get(SCRAPED, () -> prometheus.traces(selector), found -> !found.isEmpty());
    assertFalse(traces.isEmpty(), "no exemplars of " + selector);
    Set<String> exported =
        Eventually.get(SCRAPED, () -> traces(collector, span), all -> all.containsAll(traces));
    assertTrue(exported.containsAll(traces), selector + ": " + traces + " in " + exported);
  }

  private static Set<String> traces(OtlpReceiver collector, String span) {
    return collector.spans().stream()
        .filter(received -> received.name().equals(span))
        .map(Received::traceId)
        .collect(Collectors.toSet());
  }
}
