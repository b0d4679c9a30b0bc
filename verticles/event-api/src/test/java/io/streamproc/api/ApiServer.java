package io.streamproc.api;

import io.micrometer.core.instrument.Gauge;
import io.streamproc.core.Names;
import io.streamproc.core.role.RoleContext;
import io.streamproc.core.settings.Settings;
import io.streamproc.testkit.ApiContract;
import io.streamproc.testkit.Exchange;
import io.streamproc.testkit.FreePorts;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A real event-api on a free port, with methods to send requests to it. */
final class ApiServer implements AutoCloseable {
  private static final ApiContract CONTRACT = ApiContract.of("event-api");

  final Vertx vertx;
  final RoleContext role;
  final Future<String> deployed;
  private final boolean alone;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final int port = FreePorts.one();

  /** Deploys it; {@link #deployed} completes when Kafka has been reached as well. */
  ApiServer(String bootstrapServers, String topic, Map<String, String> more) {
    this(bootstrapServers, topic, more, Clock.systemUTC());
  }

  ApiServer(String bootstrapServers, String topic, Map<String, String> more, Clock clock) {
    this(Vertx.vertx(), true, clock, bootstrapServers, topic, more);
  }

  /** Deploys another instance of the cluster, which shares the event bus with its peer. */
  ApiServer(ApiServer peer, String bootstrapServers, String topic, Map<String, String> more) {
    this(peer.vertx, false, Clock.systemUTC(), bootstrapServers, topic, more);
  }

  private ApiServer(
      Vertx vertx,
      boolean alone,
      Clock clock,
      String bootstrapServers,
      String topic,
      Map<String, String> more) {
    this.vertx = vertx;
    this.alone = alone;
    RoleContext fresh = RoleContext.create(vertx);
    this.role = new RoleContext(fresh.health(), fresh.metrics(), clock);
    role.health().bindTo(role.metrics());
    Map<String, String> all = new HashMap<>(settings(bootstrapServers, topic, port));
    all.putAll(more);
    Settings source = Settings.of(all);
    EventApiSettings settings = EventApiSettings.read(source);
    source.check();
    deployed = vertx.deployVerticle(new EventApiVerticle(settings, role));
  }

  static Map<String, String> settings(String bootstrapServers, String topic, int port) {
    Map<String, String> all = new HashMap<>(KafkaLogin.SETTINGS);
    all.put("event-api.port", Integer.toString(port));
    all.put("kafka.bootstrap-servers", bootstrapServers);
    all.put("kafka.topic", topic);
    all.put("kafka.dead-topic", topic + ".dead");
    all.put("event-api.idempotency-topic", topic + ".keys");
    all.put("event-api.drain-time", "0"); // the tests' client keeps its connections
    return all;
  }

  ApiServer ready() throws Exception {
    deployed.await(60, TimeUnit.SECONDS);
    return this;
  }

  int port() {
    return port;
  }

  /** Whether it accepts events. */
  boolean isReady() {
    return answers() && role.health().degraded().isEmpty();
  }

  /** Whether it responds, possibly with a refusal; false once it has stopped. */
  boolean answers() {
    Gauge ready = role.metrics().find("streamproc.health.ready").tag("part", "event-api").gauge();
    return ready != null && ready.value() == 1;
  }

  double inFlight() {
    return role.metrics().get("streamproc.event-api.in-flight.bytes").gauge().value();
  }

  CompletableFuture<HttpResponse<String>> postAsync(String body) {
    return http.sendAsync(
        request("/events")
            .header("Content-Type", "application/x-ndjson")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private HttpRequest keyed(String key, String body) {
    return request("/events")
        .header(Names.HEADER_IDEMPOTENCY_KEY, key)
        .POST(HttpRequest.BodyPublishers.ofString(body))
        .build();
  }

  HttpResponse<String> postKeyed(String key, String body) throws Exception {
    return checked(http.send(keyed(key, body), HttpResponse.BodyHandlers.ofString()), body);
  }

  CompletableFuture<HttpResponse<String>> postKeyedAsync(String key, String body) {
    return http.sendAsync(keyed(key, body), HttpResponse.BodyHandlers.ofString());
  }

  double counter(String name, String... tags) {
    return role.metrics().get("streamproc.event-api." + name).tags(tags).counter().count();
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
        .timeout(Duration.ofSeconds(60));
  }

  HttpResponse<String> post(String type, byte[] body) throws IOException, InterruptedException {
    HttpRequest.Builder request =
        request("/events").POST(HttpRequest.BodyPublishers.ofByteArray(body));
    HttpResponse<String> response =
        send(type == null ? request : request.header("Content-Type", type));
    return checked(response, new String(body, StandardCharsets.UTF_8));
  }

  HttpResponse<String> post(String type, String body) throws IOException, InterruptedException {
    return post(type, body.getBytes(StandardCharsets.UTF_8));
  }

  HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
    return checked(http.send(request.build(), HttpResponse.BodyHandlers.ofString()), null);
  }

  /**
   * Checks the response against the description of the API.
   *
   * @param body the request's body, or null if it is not known
   */
  private static HttpResponse<String> checked(HttpResponse<String> response, String body) {
    CONTRACT.check(Exchange.of(response, body));
    return response;
  }

  /** Sends raw bytes and returns the response until the server closes or is silent. */
  String raw(String bytes, Duration silence) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", port)) {
      socket.setSoTimeout((int) silence.toMillis());
      socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
      socket.getOutputStream().flush();
      StringBuilder answer = new StringBuilder();
      byte[] buffer = new byte[8_192];
      try {
        for (int n; (n = socket.getInputStream().read(buffer)) > 0; ) {
          answer.append(new String(buffer, 0, n, StandardCharsets.ISO_8859_1));
        }
      } catch (SocketTimeoutException e) {
        answer.append("<silence>");
      } catch (SocketException e) {
        answer.append("<reset>");
      }
      return answer.toString();
    }
  }

  /** Sends raw bytes and closes the connection without reading a response. */
  void sendAndDisconnect(String bytes) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", port)) {
      socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
    }
  }

  @Override
  public void close() {
    Future<?> closed = alone ? vertx.close() : deployed.compose(vertx::undeploy).otherwiseEmpty();
    closed.toCompletionStage().toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
  }
}
