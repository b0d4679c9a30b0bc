package io.streamproc.bench.fuzz;

import io.streamproc.audit.AuditSettings;
import io.streamproc.audit.kafka.TopicReader;
import io.streamproc.audit.verify.Ledger;
import io.streamproc.audit.verify.Verifier;
import io.streamproc.cluster.ClusterSettings;
import io.streamproc.cluster.Clusters;
import io.streamproc.core.auth.Scope;
import io.streamproc.core.management.Health;
import io.streamproc.core.settings.Settings;
import io.streamproc.embedded.EmbeddedPorts;
import io.streamproc.embedded.EmbeddedServers;
import io.streamproc.launcher.Main;
import io.streamproc.stores.StoreAudit;
import io.streamproc.testkit.Eventually;
import io.streamproc.testkit.FreePorts;
import io.streamproc.testkit.JavaProcess;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * The system under test: all roles in one process with a small heap, as a member of a cluster, and
 * the servers in this process. The data that it keeps for hostile clients has to fit into that
 * heap.
 */
final class FuzzSystem implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(120);
  private static final List<String> JVM =
      List.of("-Xmx160m", "-XX:MaxDirectMemorySize=128m", "-XX:+ExitOnOutOfMemoryError");

  private final FuzzAccess access;
  private final HttpClient http;
  private final Map<String, String> settings = new TreeMap<>();
  private final Path log;
  private final int management;
  private final EmbeddedServers servers;
  private final Vertx local = Vertx.vertx();
  private final Replayer replayer;
  private JavaProcess roles;
  private Vertx member;

  /**
   * Starts everything; returns when it works.
   *
   * @param folder folder of data and logs
   * @param protection what clients need
   */
  FuzzSystem(Path folder, FuzzAccess.Protection protection) throws Exception {
    access = new FuzzAccess(protection, folder.resolve("access"));
    http = access.client();
    int[] ports = FreePorts.several(6);
    management = ports[3];
    log = folder.resolve("roles.log");
    servers = EmbeddedServers.start(folder.resolve("data"), EmbeddedPorts.of(FreePorts.several(5)));
    settings.putAll(servers.settings());
    settings.putAll(access.settings());
    settings.put("event-api.port", Integer.toString(ports[0]));
    settings.put("aggregator.port", Integer.toString(ports[1]));
    settings.put("web-ui.port", Integer.toString(ports[2]));
    settings.put("management.port", Integer.toString(management));
    settings.put("event-api.body-timeout", "2s");
    settings.put("cluster.enabled", "true");
    settings.put("cluster.name", "fuzz-" + UUID.randomUUID());
    settings.put("cluster.ports", "1");
    settings.put("cluster.members", "127.0.0.1:" + ports[4] + ",127.0.0.1:" + ports[5]);
    replayer = new Replayer(local, access.url(ports[0]), access.producer());
    try {
      startRoles(folder, ports[4]);
      join(ports[5]);
      awaitReady();
    } catch (Exception e) {
      close();
      throw e;
    }
  }

  private void startRoles(Path folder, int member) throws IOException {
    Path config = folder.resolve("streamproc.properties");
    List<String> lines = new ArrayList<>();
    settings.forEach((key, value) -> lines.add(key + "=" + value));
    Files.write(config, lines);
    List<Object> arguments = new ArrayList<>(List.of("run", "event-api", "consumer-high"));
    arguments.addAll(List.of("consumer-low", "aggregator", "web-ui"));
    arguments.addAll(List.of("--config", config, "--set", "cluster.port=" + member));
    roles = JavaProcess.start(Main.class, log, "up", JVM, arguments.toArray());
  }

  private void join(int port) {
    Map<String, String> own = new TreeMap<>(settings);
    own.put("cluster.port", Integer.toString(port));
    ClusterSettings cluster = ClusterSettings.read(Settings.of(own)).lite(true);
    Health health = new Health(local);
    Runnable nothing = () -> {};
    member = Clusters.join(cluster, new VertxOptions(), health.part("cluster"), nothing).await();
  }

  private void awaitReady() throws Exception {
    int status =
        Eventually.get(PATIENCE, () -> status("/health/ready"), answered -> answered == 200);
    if (status != 200) {
      throw new IOException("the roles are not ready: " + roles.output());
    }
  }

  private int status(String path) throws InterruptedException {
    try {
      return get(management, path).statusCode();
    } catch (IOException e) {
      return 0; // not listening yet
    }
  }

  private HttpResponse<String> get(int port, String path) throws IOException, InterruptedException {
    URI uri = URI.create(access.url(port) + path);
    return http.send(
        HttpRequest.newBuilder(uri)
            .header("Authorization", access.authorization(Scope.READ))
            .timeout(Duration.ofSeconds(20))
            .build(),
        BodyHandlers.ofString());
  }

  /** Returns all entry points of the system. */
  List<Door> doors(Path folder) {
    return List.of(
        new HttpDoor("event-api", port("event-api.port"), access),
        new HttpDoor("aggregator", port("aggregator.port"), access),
        new HttpDoor("web-ui", port("web-ui.port"), access),
        new HttpDoor("management", management, access),
        new BusDoor(member),
        new SettingsDoor(folder),
        new ReplayDoor(folder, replayer));
  }

  private int port(String key) {
    return Integer.parseInt(settings.get(key));
  }

  /**
   * Acts as a well-behaved client: posts one event of each series, and returns what is wrong with
   * the response.
   */
  String honest(Tally tally) throws InterruptedException {
    String body = "[{\"amount\":2},{\"amount\":8}]";
    URI events = URI.create(access.url(port("event-api.port")) + "/events");
    HttpRequest post =
        HttpRequest.newBuilder(events)
            .header("Authorization", access.authorization(Scope.INGEST))
            .header("Content-Type", "application/json")
            .timeout(Duration.ofSeconds(20))
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    try {
      HttpResponse<String> posted = http.send(post, BodyHandlers.ofString());
      if (posted.statusCode() != 202) {
        return "an honest POST gets " + posted.statusCode() + ": " + posted.body();
      }
      tally.accept(2);
      HttpResponse<String> series = get(port("web-ui.port"), "/api/series?step=1s");
      boolean whole = series.statusCode() == 200 && !series.body().contains("unavailable");
      return whole ? null : "an honest GET gets " + series.statusCode() + ": " + series.body();
    } catch (IOException e) {
      return "an honest client gets no answer: " + e;
    }
  }

  boolean isAlive() {
    return roles.isAlive();
  }

  /** Returns the log's lines of ERROR level and of stack traces so far. */
  List<String> errors() throws IOException {
    return roles
        .output()
        .lines()
        .filter(line -> line.contains(" ERROR ") || line.matches("\\s+at [a-z].*\\(.*\\).*"))
        .toList();
  }

  /** Returns the footprint of the process after a garbage collection. */
  Footprint footprint() throws IOException, InterruptedException {
    Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
    new ProcessBuilder(jcmd.toString(), Long.toString(roles.pid()), "GC.run")
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
    return Footprint.parse(get(management, "/metrics").body(), openFiles());
  }

  /** Includes sockets; 0 if the system does not report them. */
  private long openFiles() throws IOException {
    Path files = Path.of("/proc", Long.toString(roles.pid()), "fd");
    if (!Files.isDirectory(files)) {
      return 0;
    }
    try (Stream<Path> open = Files.list(files)) {
      return open.count();
    }
  }

  /** Compares Kafka with both stores once nothing is in flight, or after two minutes. */
  Ledger verify() {
    AuditSettings audit = AuditSettings.read(Settings.of(settings));
    Map<?, StoreAudit> stores = null;
    try (TopicReader reader = new TopicReader(audit.kafka())) {
      var opened = audit.stores(local);
      stores = opened;
      Verifier verifier = new Verifier(audit, opened, reader, Clock.systemUTC());
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      Ledger ledger = verifier.verify();
      while (ledger.total().inFlight() > 0 && System.nanoTime() < deadline) {
        ledger = verifier.verify();
      }
      return ledger;
    } finally {
      if (stores != null) {
        Future.join(stores.values().stream().map(StoreAudit::close).toList()).await();
      }
    }
  }

  @Override
  public void close() {
    if (member != null) {
      member.close().await(); // first, because a member that loses the others logs many warnings
    }
    if (roles != null) {
      roles.close();
    }
    replayer.close();
    local.close().await();
    servers.close();
  }
}
