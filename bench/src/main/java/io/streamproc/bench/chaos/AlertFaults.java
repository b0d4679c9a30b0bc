package io.streamproc.bench.chaos;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.streamproc.bench.measure.Pause;
import io.streamproc.core.kafka.KafkaSettings;
import io.streamproc.testkit.FreePorts;
import io.streamproc.testkit.TestCertificate;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The system under a small load, and the faults for which there are alerts. */
final class AlertFaults implements AutoCloseable {
  private static final List<String> ROLES =
      List.of(
          "event-api", "consumer-high", "consumer-low", "aggregator", "web-ui", "event-producer");
  private static final List<String> JVM = List.of("-Xmx256m", "-Xss512k");
  private static final int LARGE_BODY = 900_000; // bytes; one of them uses most of the memory
  private static final int BACKLOG_REQUESTS = 60;
  private static final int BACKLOG_EVENTS = 5_000; // of one request
  private static final String EVENT = "{\"amount\":7.25}\n";
  private static final long FREEZE_MILLIS = 4_000;

  /** Begins or ends a fault. */
  interface Action {
    void run() throws Exception;
  }

  /**
   * @param alert name of the alert that it must raise, empty: none
   */
  record Injection(String name, String alert, Action begin, Action end) {}

  private final ChaosSystem system;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpClient http = HttpClient.newHttpClient();
  private final ManagedProcess wrongPassword;
  private final ManagedProcess halfBlind;
  private final ManagedProcess secure;
  private final VerifyJobs verification;
  private final MissingRows rows;
  private volatile boolean flooding;
  private volatile boolean closed;

  AlertFaults(Path folder) throws Exception {
    system = new ChaosSystem(folder, null, ROLES, JVM);
    system.set("consumer.batch", "50"); // slow enough for a backlog
    system.set("event-api.max-body", "1048576");
    system.set("event-api.max-in-flight", "2097152");
    wrongPassword =
        system.outsider(
            "wrong-password",
            "consumer-high",
            "http",
            Map.of("timescale.password", "wrong", "consumer.group", "another"));
    String unused = "http://127.0.0.1:" + FreePorts.one();
    halfBlind =
        system.outsider(
            "half-blind",
            "aggregator",
            "http",
            Map.of("influx.url", unused, "aggregator.port", "0"));
    TestCertificate certificate = TestCertificate.create(folder, "secure");
    secure =
        system.outsider(
            "secure",
            "event-producer",
            "https",
            Map.of(
                "event-producer.rate", "1",
                "http.tls.certificate", certificate.certificate().toString(),
                "http.tls.key", certificate.key().toString()));
    verification = new VerifyJobs(system);
    rows = new MissingRows(system);
  }

  void start(Duration patience) throws Exception {
    system.startServers();
    system.startRoles(System.nanoTime() + patience.toNanos());
    threads.submit(() -> repeat(this::use, 200));
  }

  /** What Prometheus scrapes. */
  List<String> targets() {
    List<String> targets = new ArrayList<>();
    system.roles().forEach(role -> targets.add(role.management()));
    targets.add(wrongPassword.management());
    targets.add(halfBlind.management());
    targets.add("https://" + secure.management());
    targets.add(verification.target());
    return targets;
  }

  List<Injection> all() {
    return List.of(
        new Injection("none, for 90 s", "", () -> {}, () -> {}),
        new Injection(
            "PostgreSQL frozen",
            "StreamProcStoreUnavailable",
            freeze("postgres"),
            thaw("postgres")),
        new Injection(
            "QuestDB killed", "StreamProcStoreUnavailable", kill("questdb"), restart("questdb")),
        new Injection(
            "Kafka frozen, clients get 503",
            "StreamProcKafkaUnavailable",
            freeze("kafka"),
            thaw("kafka")),
        new Injection(
            "consumer-low killed",
            "StreamProcRoleMissing",
            kill("consumer-low"),
            restart("consumer-low")),
        new Injection("web-ui frozen", "StreamProcRoleMissing", freeze("web-ui"), thaw("web-ui")),
        new Injection(
            "aggregator paused for 4 s", "StreamProcEventLoopBlocked", this::pause, () -> {}),
        new Injection(
            "invalid records in the topic", "StreamProcDeadLetters", this::writeInvalid, () -> {}),
        new Injection("300,000 events at once", "StreamProcLagHigh", this::backlog, () -> {}),
        new Injection(
            "24 clients with large bodies",
            "StreamProcRefusingEvents",
            this::flood,
            () -> flooding = false),
        new Injection(
            "a consumer with a wrong password",
            "StreamProcNotReady",
            wrongPassword::start,
            wrongPassword::end),
        new Injection(
            "an aggregator without one store",
            "StreamProcDegraded",
            halfBlind::start,
            halfBlind::end),
        new Injection(
            "a certificate of few days",
            "StreamProcCertificateExpiring",
            secure::start,
            secure::end),
        new Injection(
            "rows deleted in PostgreSQL, before verify runs",
            "StreamProcVerifyFailed",
            this::deleteRows,
            this::restoreRows));
  }

  private ManagedProcess process(String name) {
    return system.processes().stream().filter(p -> p.name().equals(name)).findFirst().orElseThrow();
  }

  private Action freeze(String name) {
    return () -> process(name).away(Fault.Kind.FREEZE);
  }

  private Action thaw(String name) {
    return () -> process(name).back(Fault.Kind.FREEZE);
  }

  private Action kill(String name) {
    return () -> process(name).away(Fault.Kind.KILL);
  }

  private Action restart(String name) {
    return () -> process(name).back(Fault.Kind.KILL);
  }

  private void pause() throws Exception {
    freeze("aggregator").run();
    Pause.of(Duration.ofMillis(FREEZE_MILLIS));
    thaw("aggregator").run();
  }

  private void writeInvalid() throws Exception {
    KafkaSettings kafka = system.audit().kafka();
    ByteArraySerializer bytes = new ByteArraySerializer();
    try (var producer = new KafkaProducer<>(kafka.properties(Map.of()), bytes, bytes)) {
      for (int i = 0; i < 5; i++) {
        producer.send(new ProducerRecord<>(kafka.topic(), "no event".getBytes(UTF_8))).get();
      }
    }
  }

  private void backlog() {
    for (int i = 0; i < BACKLOG_REQUESTS; i++) {
      post(EVENT.repeat(BACKLOG_EVENTS));
    }
  }

  private void flood() {
    flooding = true;
    String body = EVENT.repeat(LARGE_BODY / EVENT.length());
    String invalid = body + "{}\n"; // nothing of it is stored, and it is decoded to the end
    for (int i = 0; i < 24; i++) {
      threads.submit(
          () -> {
            while (flooding && !closed) {
              post(invalid);
            }
          });
    }
  }

  private void deleteRows() throws Exception {
    verification.run(0);
    rows.delete();
    verification.run(VerifyJobs.UNBALANCED);
  }

  private void restoreRows() throws Exception {
    rows.restore();
    verification.deleteFailed();
    verification.run(0);
  }

  private Void repeat(Action action, long millis) throws Exception {
    while (!closed) {
      action.run();
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));
    }
    return null;
  }

  /** A client of each surface. */
  private void use() {
    post(EVENT);
    for (String page : system.pages()) {
      send(HttpRequest.newBuilder(URI.create(page + "/")));
      send(HttpRequest.newBuilder(URI.create(page + "/api/series?step=1s")));
    }
  }

  private void post(String body) {
    send(
        HttpRequest.newBuilder(URI.create(system.api() + "/events"))
            .header("Content-Type", "application/x-ndjson")
            .POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  /** Faults are expected to fail requests. */
  private void send(HttpRequest.Builder request) {
    try {
      http.send(request.timeout(Duration.ofSeconds(5)).build(), BodyHandlers.discarding());
    } catch (IOException e) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() throws IOException {
    closed = true;
    flooding = false;
    threads.shutdownNow();
    verification.close();
    rows.close();
    for (ManagedProcess outsider : List.of(wrongPassword, halfBlind, secure)) {
      outsider.end();
    }
    system.close();
  }
}
