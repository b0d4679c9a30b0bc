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
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/**
 * The system as processes: broker, both stores, and the roles as members of one cluster. There are
 * two of each consumer, so that partitions move between them, and two aggregators and web-uis, so
 * that one takes over from the other.
 */
public final class ChaosSystem implements AutoCloseable {
  private static final String PRODUCER = "event-producer";
  private static final String PRODUCER_LOGBACK = "producer-logback.xml";

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
  private final Surroundings surroundings;
  private final Map<String, String> settings = new TreeMap<>();
  private final Map<String, String> lowStore = new TreeMap<>();
  private final Path config;
  private final List<ManagedProcess> servers = new ArrayList<>();
  private final List<ManagedProcess> roles = new ArrayList<>();
  private final EmbeddedPorts serverPorts;
  private final int apiPort;
  private final int busWatchPort;
  private final List<String> pages = new ArrayList<>();
  private ManagedProcess unused; // runs without being used, or null
  private BusWatch bus;
  private final AtomicInteger probes = new AtomicInteger();

  /**
   * @param folder folder of data and logs
   * @param breakage the mistake of the consumers, or null
   */
  ChaosSystem(Path folder, Breakage breakage) {
    this(folder, breakage, LowStore.QUESTDB);
  }

  /**
   * @param low store of the low series; an embedded one is not harmed if it is another
   */
  ChaosSystem(Path folder, Breakage breakage, LowStore low) {
    this(folder, breakage, ROLES, ROLE_JVM);
    ManagedProcess server = low.server(folder, lowStore);
    if (server != null) {
      unused = servers.remove(servers.size() - 1);
      servers.add(server);
    }
  }

  /**
   * @param names names of the roles; a role that runs twice is listed twice
   * @param roleJvm options of the roles' JVMs
   */
  ChaosSystem(Path folder, Breakage breakage, List<String> names, List<String> roleJvm) {
    this(folder, breakage, names, roleJvm, Surroundings.NONE);
  }

  /**
   * @param names names of the roles; a role that runs twice is listed twice
   * @param roleJvm options of the roles' JVMs
   * @param surroundings asked at each start of a process
   */
  public ChaosSystem(
      Path folder, List<String> names, List<String> roleJvm, Surroundings surroundings) {
    this(folder, null, names, roleJvm, surroundings);
  }

  private ChaosSystem(
      Path folder,
      Breakage breakage,
      List<String> names,
      List<String> roleJvm,
      Surroundings surroundings) {
    this.surroundings = surroundings;
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
    settings.put("event-producer.rate", "50"); // 20 ms apart: each event has its own time
    settings.put("event-producer.buffer", "400"); // 8 s: it drops events in longer outages
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
            surroundings
                .of(name)
                .start(ServerMain.class, log(name), ServerMain.READY, List.of(), arguments),
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
            surroundings
                .of(name)
                .start(
                    broken ? BrokenConsumer.class : Main.class,
                    log(name),
                    role + " is ready",
                    role.equals(PRODUCER) ? producerJvm() : roleJvm,
                    arguments),
        URI.create("http://127.0.0.1:" + management + "/health/ready"),
        null);
  }

  /** Adds a DEBUG line for each batch; in a file, as the shipped jars don't have the resource. */
  private List<String> producerJvm() throws IOException {
    Path file = folder.resolve(PRODUCER_LOGBACK);
    try (InputStream resource = ChaosSystem.class.getResourceAsStream(PRODUCER_LOGBACK)) {
      Files.copy(resource, file, StandardCopyOption.REPLACE_EXISTING);
    }
    List<String> all = new ArrayList<>(roleJvm);
    all.add("-Dlogback.configurationFile=" + file);
    return all;
  }

  private Path log(String process) {
    return folder.resolve(process + ".log");
  }

  /** Returns how often a process was restarted because it had ended by itself. */
  int restarts() {
    return roles.stream().mapToInt(ManagedProcess::restarts).sum();
  }

  /** Returns the base URLs of the web-uis. */
  public List<String> pages() {
    return pages;
  }

  /** Returns the base URL of event-api. */
  public String api() {
    return "http://127.0.0.1:" + apiPort;
  }

  List<ManagedProcess> roles() {
    return roles;
  }

  /**
   * Stops event-producer in an orderly way, so that it sends its remaining events and reports the
   * rest.
   */
  public void stopProducer() throws IOException, InterruptedException {
    for (ManagedProcess role : roles) {
      if (role.name().equals(PRODUCER)) {
        role.stop();
      }
    }
  }

  /** Returns the lines that event-producer has logged in all its runs. */
  public List<String> producerLog() throws IOException {
    return Files.readAllLines(log(PRODUCER));
  }

  /** Returns every process, servers first. */
  public List<ManagedProcess> processes() {
    List<ManagedProcess> all = new ArrayList<>(servers);
    all.addAll(roles);
    return all;
  }

  /**
   * Another process of a role, outside the cluster, with settings of its own. It is not started and
   * not part of the system.
   *
   * @param name of its log
   * @param scheme of its management server
   */
  ManagedProcess outsider(String name, String role, String scheme, Map<String, String> own) {
    int management = FreePorts.one();
    List<Object> arguments = new ArrayList<>(List.of("run", role, "--config", config));
    arguments.addAll(List.of("--set", "management.port=" + management));
    arguments.addAll(List.of("--set", "cluster.enabled=false"));
    own.forEach((key, value) -> arguments.addAll(List.of("--set", key + "=" + value)));
    return new ManagedProcess(
        name,
        () -> JavaProcess.start(Main.class, log(name), "management", roleJvm, arguments.toArray()),
        URI.create(scheme + "://127.0.0.1:" + management + "/health/ready"),
        null);
  }

  /**
   * Starts a command of the product with the settings of the system, once its servers run.
   *
   * @param name of its log
   */
  JavaProcess command(String name, String... arguments) throws IOException {
    List<Object> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--config", config));
    return JavaProcess.start(Main.class, log(name), "", roleJvm, all.toArray());
  }

  /** Changes a setting of all roles before the start. */
  public void set(String key, String value) {
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

  /** Starts the roles, and waits until each is ready. */
  public void startRoles(long deadline) throws IOException, InterruptedException {
    for (ManagedProcess role : roles) {
      role.start();
    }
    awaitReady(deadline);
  }

  private void awaitReady(long deadline) throws IOException, InterruptedException {
    for (ManagedProcess role : roles) {
      until(deadline, role::describeNotReady, role::isReady);
    }
  }

  /** Starts only broker and stores; returns when they are ready. */
  public void startServers() throws IOException, InterruptedException {
    List<ManagedProcess> all = new ArrayList<>(servers);
    Optional.ofNullable(unused).ifPresent(all::add);
    for (ManagedProcess server : all) {
      server.start();
    }
    for (ManagedProcess server : all) {
      server.awaitStarted();
    }
    settings.putAll(EmbeddedServers.settings(folder, serverPorts));
    settings.putAll(lowStore);
    List<String> lines = new ArrayList<>();
    settings.forEach((key, value) -> lines.add(key + "=" + value));
    Files.write(config, lines);
  }

  /**
   * Waits until every role is ready, and until events posted then can be read from both series.
   *
   * @param deadline {@link System#nanoTime()} at which to give up
   * @throws IllegalStateException that names the part that is not healthy by then
   */
  public void awaitHealthy(long deadline) throws IOException, InterruptedException {
    for (ManagedProcess role : roles) {
      until(
          deadline,
          role::describeNotReady,
          () -> {
            restartEnded();
            return role.isReady();
          });
    }
    Probe probe = new Probe(http, api(), probes.incrementAndGet());
    until(deadline, () -> "event-api accepts nothing", probe::post);
    for (String page : pages) {
      until(deadline, () -> "accepted events do not arrive at " + page, () -> probe.isAt(page));
    }
    if (bus != null) {
      until(deadline, () -> "the subscriptions on the event bus are incomplete", bus::isHealthy);
    }
  }

  private void restartEnded() throws IOException {
    for (ManagedProcess role : roles) {
      role.restartIfEnded();
    }
  }

  private interface Condition {
    boolean holds() throws IOException, InterruptedException;
  }

  private interface Complaint {
    String text() throws InterruptedException;
  }

  private static void until(long deadline, Complaint complaint, Condition condition)
      throws IOException, InterruptedException {
    while (!condition.holds()) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException(complaint.text());
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  /** Returns the settings for an audit of the system. */
  public AuditSettings audit() {
    Settings source = Settings.of(settings);
    return AuditSettings.read(source);
  }

  @Override
  public void close() throws IOException {
    List<ManagedProcess> all = new ArrayList<>(roles);
    all.addAll(servers);
    Optional.ofNullable(unused).ifPresent(all::add);
    if (bus != null) {
      bus.close();
    }
    for (ManagedProcess process : all) {
      process.end();
    }
  }
}
