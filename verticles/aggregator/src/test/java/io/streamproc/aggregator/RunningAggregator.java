package io.streamproc.aggregator;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.streamproc.core.Names;
import io.streamproc.core.http.HttpSettings;
import io.streamproc.core.management.Health;
import io.streamproc.core.role.RoleContext;
import io.streamproc.core.series.Bucket;
import io.streamproc.core.series.SeriesName;
import io.streamproc.core.settings.Settings;
import io.streamproc.testkit.ApiContract;
import io.streamproc.testkit.Exchange;
import io.streamproc.testkit.MovableClock;
import io.streamproc.testkit.role.RecordingReader;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** The complete role, with two stores in memory and a clock that stands still. */
final class RunningAggregator implements AutoCloseable {
  private static final ApiContract CONTRACT = ApiContract.of("aggregator");
  static final long NOW = 1_700_000_123_456L;

  final Vertx vertx = Vertx.vertx();
  final MovableClock clock = new MovableClock(NOW);
  final RecordingReader high = new RecordingReader();
  final RecordingReader low = new RecordingReader();
  final BlockingQueue<JsonObject> live = new LinkedBlockingQueue<>();
  final RoleContext role =
      new RoleContext(
          new Health(vertx), new PrometheusMeterRegistry(PrometheusConfig.DEFAULT), clock);
  final HttpClient http = HttpClient.newHttpClient();
  private final AggregatorVerticle verticle;
  private Future<String> deployment;

  /**
   * @param storeTimeout see the setting
   */
  RunningAggregator(Duration storeTimeout) {
    Duration tick = Duration.ofMillis(10);
    AggregatorSettings settings =
        new AggregatorSettings(
            "127.0.0.1",
            0,
            tick,
            Duration.ofHours(1),
            Duration.ofMinutes(1),
            storeTimeout,
            HttpSettings.read(Settings.of(Map.of())));
    verticle =
        new AggregatorVerticle(
            new AggregatorConfig(
                settings, Map.of(SeriesName.HIGH, v -> high, SeriesName.LOW, v -> low)),
            role);
    vertx.eventBus().<JsonObject>consumer(Names.BUS_LIVE, m -> live.add(m.body()));
  }

  /** Starts it; completes when both stores are open. */
  Future<String> deploy() {
    deployment = vertx.deployVerticle(verticle);
    return deployment;
  }

  RunningAggregator start() throws Exception {
    await(deploy());
    return this;
  }

  Future<Void> undeploy() {
    return vertx.undeploy(deployment.result());
  }

  int port() {
    return verticle.port();
  }

  HttpResponse<String> get(String pathAndQuery) throws Exception {
    HttpResponse<String> response =
        http.send(request(pathAndQuery).build(), HttpResponse.BodyHandlers.ofString());
    CONTRACT.check(Exchange.of(response, null));
    return response;
  }

  HttpRequest.Builder request(String pathAndQuery) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + pathAndQuery));
  }

  /**
   * Sends bytes that no client library would send, and returns the status line, or null if the
   * connection was closed.
   */
  String raw(String request) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", port())) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      var in = new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1);
      return new BufferedReader(in).readLine();
    }
  }

  Future<JsonObject> ask(Object query) {
    return vertx.eventBus().<JsonObject>request(Names.BUS_SERIES, query).map(m -> m.body());
  }

  /** Sends a query like web-ui, with its timeout. */
  Future<JsonObject> ask(Object query, Duration within) {
    DeliveryOptions options =
        new DeliveryOptions()
            .setSendTimeout(within.toMillis())
            .addHeader(Names.HEADER_TIMEOUT, Long.toString(within.toMillis()));
    return vertx
        .eventBus()
        .<JsonObject>request(Names.BUS_SERIES, query, options)
        .map(m -> m.body());
  }

  void hint(Object body) {
    vertx.eventBus().publish(Names.BUS_PROGRESS, body);
  }

  static Bucket bucket(long start, long count, double sum) {
    return new Bucket(start, count, sum, 1, 9);
  }

  static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  @Override
  public void close() {
    vertx.close().toCompletionStage().toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
  }
}
