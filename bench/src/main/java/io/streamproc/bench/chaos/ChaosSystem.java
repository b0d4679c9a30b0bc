package io.streamproc.bench.chaos;

import io.streamproc.audit.AuditSettings;
import io.streamproc.bench.broken.Breakage;
import io.streamproc.bench.broken.BrokenConsumer;
import io.streamproc.core.settings.Settings;
import io.streamproc.embedded.EmbeddedPorts;
import io.streamproc.embedded.EmbeddedServers;
import io.streamproc.embedded.ServerMain;
import io.streamproc.launcher.Main;
import io.streamproc.testkit.FreePorts;
import io.streamproc.testkit.JavaProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/**
 * The system as processes: broker, both stores, and the roles as members of one cluster; two of
 * each consumer, so that partitions move between them, and two aggregators and web-uis, of which
 * one takes over from the other.
 */
final class ChaosSystem implements AutoCloseable {
  private static final String PRODUCER = "event-producer";

  private static final List<String> ROLES =
      List.of(
          "event-api",
          "consumer-high",
          "consumer-high",
          "consumer-low",
          "consumer-low",
          "aggregator",
          "aggregator",
          "web-ui",
          "web-ui",
          PRODUCER);

  private static final List<String> LISTENING = List.of("aggregator", "web-ui");
  private static final List<String> ROLE_JVM = List.of("-Xmx256m", "-Xss512k");
  private static final long PAUSE_NANOS = 100_000_000;

  private final HttpClient http = HttpClient.newHttpClient();
  private final Path folder;
  private final Breakage breakage;
  private final List<String> names;
  private final List<String> roleJvm;
  private final Map<String, String> settings = new TreeMap<>();
  private final Path config;
  private final List<ManagedProcess> servers = new ArrayList<>();
  private final List<ManagedProcess> roles = new ArrayList<>();
  private final EmbeddedPorts serverPorts;
  private final int apiPort;
  private final int busWatchPort;
  private final List<String> pages = new ArrayList<>();
  private BusWatch bus;
  private final AtomicInteger probes = new AtomicInteger();

  /**
   * @param folder of data and logs
   * @param breakage the fault of the consumers, or null
   */
  ChaosSystem(Path folder, Breakage breakage) {
    this(folder, breakage, ROLES, ROLE_JVM);
  }

  /**
   * @param names of the roles; a role that runs twice is named twice
   * @param roleJvm options of the roles' JVMs
   */
  ChaosSystem(Path folder, Breakage breakage, List<String> names, List<String> roleJvm) {
    this.folder = folder;
    this.breakage = breakage;
    this.names = names;
    this.roleJvm = roleJvm;
    config = folder.resolve("streamproc.properties");
    int[] ports = FreePorts.several(6);
    int[] members = FreePorts.several(names.size() + 1);
    apiPort = ports[5];
    serverPorts = EmbeddedPorts.of(ports);
    settings.put("timescale.query-timeout", "5s");
    settings.put("influx.query-timeout", "5s");
    settings.put("event-api.port", Integer.toString(apiPort));
    settings.put("event-producer.url", api());
    settings.put("event-producer.rate", "50"); // 20 ms apart: each event has a time of its own
    settings.put("event-producer.buffer", "400"); // 8 s: longer outages make it drop events
    settings.put("cluster.enabled", "true");
    settings.put("cluster.name", "chaos-" + UUID.randomUUID());
    settings.put("cluster.ports", "1");
    settings.put(
        "cluster.members",
        Arrays.stream(members).mapToObj(p -> "127.0.0.1:" + p).collect(Collectors.joining(",")));
    servers.add(server("kafka", ports[0], ports[1]));
    servers.add(server("postgres", ports[2]));
    servers.add(server("questdb", ports[3], ports[4]));
    for (int i = 0; i < names.size(); i++) {
      roles.add(role(names.get(i), i, members[i]));
    }
    busWatchPort = members[names.size()];
  }

  private ManagedProcess server(String name, int... ports) {
    List<Object> arguments = new ArrayList<>(List.of(name, folder.resolve(name)));
    for (int port : ports) {
      arguments.add(port);
    }
    return new ManagedProcess(
        name,
        () ->
            JavaProcess.start(
                ServerMain.class, log(name), ServerMain.READY, List.of(), arguments.toArray()),
        null,
        folder.resolve(name).resolve("data").resolve("postmaster.pid"));
  }

  private ManagedProcess role(String role, int number, int member) {
    String name = names.indexOf(role) == number ? role : role + "-2";
    int management = FreePorts.one();
    List<Object> arguments = new ArrayList<>();
    boolean broken = breakage != null && role.startsWith("consumer-");
    arguments.add(broken ? breakage : "run");
    arguments.add(role);
    arguments.addAll(List.of("--config", config, "--set", "management.port=" + management));
    arguments.addAll(List.of("--set", "cluster.port=" + member));
    if (LISTENING.contains(role)) {
      int port = FreePorts.one();
      arguments.addAll(List.of("--set", role + ".port=" + port));
      if (role.equals("web-ui")) {
        pages.add("http://127.0.0.1:" + port);
      }
    }
    return new ManagedProcess(
        name,
        () ->
            JavaProcess.start(
                broken ? BrokenConsumer.class : Main.class,
                log(name),
                role + " is ready",
                role.equals(PRODUCER) ? producerJvm() : roleJvm,
                arguments.toArray()),
        URI.create("http://127.0.0.1:" + management + "/health/ready"),
        null);
  }

  /** With a DEBUG line for each batch. */
  private List<String> producerJvm() {
    List<String> all = new ArrayList<>(roleJvm);
    all.add("-Dlogback.configurationFile=io/streamproc/bench/chaos/producer-logback.xml");
    return all;
  }

  private Path log(String process) {
    return folder.resolve(process + ".log");
  }

  /** Base URLs of the web-uis. */
  List<String> pages() {
    return pages;
  }

  String api() {
    return "http://127.0.0.1:" + apiPort;
  }

  List<ManagedProcess> roles() {
    return roles;
  }

  /** Stops event-producer in order, so that it sends and reports what it has left. */
  void stopProducer() throws IOException, InterruptedException {
    for (ManagedProcess role : roles) {
      if (role.name().equals(PRODUCER)) {
        role.stop();
      }
    }
  }

  /** Lines that event-producer has logged, in all its runs. */
  List<String> producerLog() throws IOException {
    return Files.readAllLines(log(PRODUCER));
  }

  /** Every process, servers first. */
  List<ManagedProcess> processes() {
    List<ManagedProcess> all = new ArrayList<>(servers);
    all.addAll(roles);
    return all;
  }

  /** A setting of all roles, before the start. */
  void set(String key, String value) {
    settings.put(key, value);
  }

  /** Starts all processes; returns when the system is healthy. */
  void start(Duration patience) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    startServers();
    startRoles(deadline);
    bus = BusWatch.join(settings, busWatchPort);
    awaitHealthy(deadline);
  }

  /** Starts the roles, and waits until each says that it is ready. */
  void startRoles(long deadline) throws IOException, InterruptedException {
    for (ManagedProcess role : roles) {
      role.start();
    }
    awaitReady(deadline);
  }

  private void awaitReady(long deadline) throws InterruptedException {
    for (ManagedProcess role : roles) {
      until(deadline, role.name() + " is not ready", role::isReady);
    }
  }

  /** Starts only broker and stores; returns when they are ready. */
  void startServers() throws IOException, InterruptedException {
    for (ManagedProcess server : servers) {
      server.start();
    }
    for (ManagedProcess server : servers) {
      server.awaitStarted();
    }
    settings.putAll(EmbeddedServers.settings(folder, serverPorts));
    List<String> lines = new ArrayList<>();
    settings.forEach((key, value) -> lines.add(key + "=" + value));
    Files.write(config, lines);
  }

  /**
   * Waits until every role says that it is ready, and events that are posted then can be read from
   * both series.
   *
   * @param deadline {@link System#nanoTime()} at which to give up
   * @throws IllegalStateException naming the part that is not healthy by then
   */
  void awaitHealthy(long deadline) throws InterruptedException {
    awaitReady(deadline);
    Probe probe = new Probe(http, api(), probes.incrementAndGet());
    until(deadline, "event-api accepts nothing", probe::post);
    for (String page : pages) {
      until(deadline, "what is accepted does not arrive at " + page, () -> probe.isAt(page));
    }
    until(deadline, "the subscriptions on the event bus are not complete", bus::isHealthy);
  }

  private interface Condition {
    boolean holds() throws InterruptedException;
  }

  private static void until(long deadline, String complaint, Condition condition)
      throws InterruptedException {
    while (!condition.holds()) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException(complaint);
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  /** Settings to audit the system with. */
  AuditSettings audit() {
    Settings source = Settings.of(settings);
    return AuditSettings.read(source);
  }

  @Override
  public void close() throws IOException {
    List<ManagedProcess> all = new ArrayList<>(roles);
    all.addAll(servers);
    if (bus != null) {
      bus.close();
    }
    for (ManagedProcess process : all) {
      process.end();
    }
  }
}
