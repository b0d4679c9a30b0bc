package io.streamproc.system;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.streamproc.core.kafka.KafkaSettings;
import io.streamproc.core.role.RoleContext;
import io.streamproc.core.settings.Settings;
import io.streamproc.embedded.EmbeddedPorts;
import io.streamproc.embedded.EmbeddedServers;
import io.streamproc.launcher.Main;
import io.streamproc.launcher.node.PreparedRole;
import io.streamproc.launcher.node.RoleTable;
import io.streamproc.testkit.Cli;
import io.streamproc.testkit.FreePorts;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** Real embedded servers, and roles that a test deploys and undeploys one by one. */
final class Pipeline implements AutoCloseable {
  private static final int SECONDS = 30;

  final HttpClient http = HttpClient.newHttpClient();
  private final int[] ports = FreePorts.several(3);
  private final EmbeddedServers servers;
  private final boolean owner;
  private final Vertx vertx = Vertx.vertx();
  private final RoleContext context = RoleContext.create(vertx);
  private final Map<String, String> values = new HashMap<>();

  Pipeline(Path data) {
    this(data, EmbeddedPorts.of(FreePorts.several(5)));
  }

  Pipeline(Path data, EmbeddedPorts serverPorts) {
    this(EmbeddedServers.start(data, serverPorts), true);
  }

  private Pipeline(EmbeddedServers servers, boolean owner) {
    this.servers = servers;
    this.owner = owner;
    values.putAll(servers.settings());
    values.put("event-api.port", Integer.toString(ports[0]));
    values.put("event-producer.url", api());
    values.put("aggregator.port", Integer.toString(ports[1]));
    values.put("web-ui.port", Integer.toString(ports[2]));
  }

  /** Other roles on other ports, with the same servers, which this pipeline stops. */
  Pipeline beside() {
    return new Pipeline(servers, false);
  }

  String api() {
    return "http://127.0.0.1:" + ports[0];
  }

  String aggregator() {
    return "http://127.0.0.1:" + ports[1];
  }

  String page() {
    return "http://127.0.0.1:" + ports[2];
  }

  /** Properties of a Kafka client. */
  Map<String, Object> kafka() {
    return KafkaSettings.read(Settings.of(values)).properties(Map.of());
  }

  void sql(String statement) throws Exception {
    String url =
        String.format(
            Locale.ROOT,
            "jdbc:postgresql://%s:%d/streamproc",
            servers.postgres().host(),
            servers.postgres().port());
    try (Connection c =
            DriverManager.getConnection(url, "streamproc", servers.postgres().password());
        Statement s = c.createStatement()) {
      s.execute(statement);
    }
  }

  /** Queries QuestDB with SQL; returns its JSON response, which has the number of rows. */
  String questDb(String sql) throws Exception {
    String login = values.get("influx.user") + ":" + values.get("influx.password");
    URI uri =
        URI.create(
            values.get("influx.url")
                + "/exec?query="
                + URLEncoder.encode(sql, StandardCharsets.UTF_8));
    HttpRequest request =
        HttpRequest.newBuilder(uri)
            .header(
                "Authorization",
                "Basic "
                    + Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8)))
            .build();
    return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
  }

  Pipeline with(String key, Object value) {
    values.put(key, value.toString());
    return this;
  }

  /** Settings for a separate process that uses these servers and ports. */
  Map<String, String> settings() {
    return Map.copyOf(values);
  }

  /** Uses the command line on these servers. */
  Cli command(String... words) {
    List<String> arguments = new ArrayList<>(List.of(words));
    values.forEach((key, value) -> arguments.add("--set=" + key + "=" + value));
    return Cli.run(Main::execute, arguments.toArray(String[]::new));
  }

  /** The total of {@code verify}, which balances at any time. */
  JsonObject ledger() throws Exception {
    Cli said = command("verify", "--json");
    assertEquals(0, said.code(), said.out());
    return new JsonObject(said.out()).getJsonObject("total");
  }

  /** Deploys a role and waits until it works. */
  String deploy(String role) throws Exception {
    Settings settings = Settings.of(values);
    PreparedRole prepared = RoleTable.discover().named(List.of(role)).prepare(settings).get(0);
    return await(vertx.deployVerticle(prepared.verticle().apply(context)));
  }

  /** Deploys a verticle that is not a role. */
  String deploy(Function<RoleContext, VerticleBase> verticle) throws Exception {
    return await(vertx.deployVerticle(verticle.apply(context)));
  }

  void undeploy(String id) throws Exception {
    await(vertx.undeploy(id));
  }

  HttpResponse<String> get(String url) throws Exception {
    return http.send(
        HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString());
  }

  HttpResponse<String> post(String url, String json) throws IOException, InterruptedException {
    return post(url, "application/json", json);
  }

  HttpResponse<String> postNdjson(String url, String lines)
      throws IOException, InterruptedException {
    return post(url, "application/x-ndjson", lines);
  }

  private HttpResponse<String> post(String url, String type, String body)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url))
            .header("Content-Type", type)
            .timeout(Duration.ofSeconds(SECONDS))
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    return http.send(request, HttpResponse.BodyHandlers.ofString());
  }

  static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(SECONDS, TimeUnit.SECONDS);
  }

  @Override
  public void close() {
    try {
      await(vertx.close());
    } catch (Exception e) {
      throw new IllegalStateException("Vert.x did not close", e);
    } finally {
      if (owner) {
        servers.close();
      }
    }
  }
}
