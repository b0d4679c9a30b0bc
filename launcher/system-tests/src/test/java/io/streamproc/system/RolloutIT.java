package io.streamproc.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.streamproc.embedded.EmbeddedKafka;
import io.streamproc.testkit.Eventually;
import io.streamproc.testkit.FreePorts;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Processes are replaced as Kubernetes does it, each by a successor that is ready first, while
 * clients that repeat nothing post with keys. {@code -Dstreamproc.test.rollouts=N} for more rounds.
 */
@DisplayName("While processes of a cluster are replaced, clients with keys")
@Timeout(1200)
class RolloutIT {
  private static final Logger LOG = LoggerFactory.getLogger(RolloutIT.class);
  private static final int ROUNDS = Integer.getInteger("streamproc.test.rollouts", 1);
  private static final int RATE = 200;
  private static final Duration READY = Duration.ofSeconds(120);

  /** For the server; a machine may be busy. */
  private static final String ACK_TIMEOUT = "30s";

  private static final Duration CLIENT_PATIENCE = Duration.ofSeconds(60);

  @TempDir private Path folder;
  private final int[] kafkaPorts = FreePorts.several(2);
  private final Deque<Integer> ports = new ArrayDeque<>();
  private final Map<String, String> settings = new HashMap<>();
  private final List<Pod> pods = new ArrayList<>();
  private EmbeddedKafka kafka;
  private ServicePort service;

  private record Pod(String role, int management, int port, Streamproc process) {}

  @BeforeEach
  void start() throws Exception {
    kafka = EmbeddedKafka.start(folder.resolve("kafka"), kafkaPorts[0], kafkaPorts[1]);
    service = new ServicePort();
    int[] all = FreePorts.several(3 * (2 * ROUNDS + 4));
    int[] members = Arrays.copyOf(all, all.length / 3);
    Arrays.stream(all).forEach(ports::add);
    settings.put("kafka.bootstrap-servers", kafka.bootstrapServers());
    settings.put("kafka.sasl-mechanism", "scram-sha-256");
    settings.put("kafka.user", kafka.user());
    settings.put("kafka.password", kafka.password());
    settings.put("event-api.ack-timeout", ACK_TIMEOUT);
    settings.put("event-api.idle-timeout", "60s");
    settings.put("http.max-connections-per-address", "0"); // as the chart has it: one client here
    settings.put("cluster.name", "test-" + UUID.randomUUID());
    settings.put("cluster.ports", "1");
    settings.put(
        "cluster.members",
        Arrays.stream(members).mapToObj(p -> "127.0.0.1:" + p).collect(Collectors.joining(",")));
  }

  @AfterEach
  void stop() throws Exception {
    pods.forEach(pod -> pod.process().close());
    if (service != null) {
      service.close();
    }
    if (kafka != null) {
      kafka.close();
    }
  }

  /** Ready, and in the service if it takes events. */
  private Pod startPod(String role) throws Exception {
    Map<String, String> own = new HashMap<>(settings);
    int port = ports.removeLast();
    int management = ports.removeLast();
    own.put("cluster.port", Integer.toString(ports.removeFirst()));
    own.put(role + ".port", Integer.toString(port));
    List<String> arguments = new ArrayList<>(Streamproc.run(own, management));
    arguments.addAll(List.of(role, "--cluster"));
    Pod pod = new Pod(role, management, port, Streamproc.start(folder, role + " up", arguments));
    pods.add(pod);
    Eventually.holds(READY, () -> isReady(pod));
    if (role.equals("event-api")) {
      service.add(port);
    }
    return pod;
  }

  private static boolean isReady(Pod pod) throws InterruptedException {
    try {
      return Streamproc.ready(pod.management()).statusCode() == 200;
    } catch (IOException e) {
      return false;
    }
  }

  private Pod replace(Pod old) throws Exception {
    Pod successor = startPod(old.role());
    service.remove(old.port());
    assertEquals(0, old.process().terminate(), old.process().output());
    pods.remove(old);
    return successor;
  }

  @Test
  @DisplayName("get 202 for every request, and each event is stored once")
  void rollout() throws Exception {
    Pod api = startPod("event-api");
    Pod page = startPod("web-ui");
    try (KeyedLoad load = KeyedLoad.start(service.url(), RATE, CLIENT_PATIENCE)) {
      load.awaitMore(RATE);
      for (int round = 1; round <= ROUNDS; round++) {
        api = replace(api);
        page = replace(page); // the bus must learn about it too
        load.awaitMore(RATE);
        LOG.info("after {} of {} rounds: {}", round, ROUNDS, load.outcomes());
      }
      load.stop();
      LOG.info("{}, the longest took {} ms", load.outcomes(), load.longestMillis());
      assertEquals(Map.of("202", load.sent()), load.outcomes(), () -> load.refusals().toString());
      assertStoredOnce(load);
    }
  }

  @Test
  @DisplayName("get an answer for every request to those that live, if one is killed")
  void killed() throws Exception {
    Pod first = startPod("event-api");
    try (KeyedLoad load = KeyedLoad.start(service.url(), RATE, CLIENT_PATIENCE)) {
      load.awaitMore(RATE); // makes it the owner of the slots
      startPod("event-api");
      load.awaitMore(RATE);
      first.process().process().kill();
      service.remove(first.port());
      load.awaitMore(4 * RATE);
      load.stop();
      LOG.info("{}, the longest took {} ms", load.outcomes(), load.longestMillis());
      Set<String> allowed = Set.of("202", "503", KeyedLoad.BROKEN);
      assertEquals(Set.of(), minus(load.outcomes().keySet(), allowed));
      assertEquals("202", load.outcome(load.sent()));
      assertStoredOnce(load);
    }
  }

  private static Set<String> minus(Set<String> all, Set<String> some) {
    return all.stream().filter(one -> !some.contains(one)).collect(Collectors.toSet());
  }

  /** Asserts that successful requests are stored once, and all others at most once. */
  private void assertStoredOnce(KeyedLoad load) {
    Map<Integer, Integer> times = new HashMap<>();
    TopicReader.amounts(kafka.clientProperties(), "events")
        .forEach(amount -> times.merge(amount.intValue(), 1, Integer::sum));
    times.forEach((amount, stored) -> assertEquals(1, stored, "times of event " + amount));
    for (int amount = 1; amount <= load.sent(); amount++) {
      if (!times.containsKey(amount)) {
        assertNotEquals("202", load.outcome(amount), "of event " + amount + ", which is lost");
      }
    }
  }
}
