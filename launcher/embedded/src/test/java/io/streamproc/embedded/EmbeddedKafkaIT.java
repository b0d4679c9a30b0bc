package io.streamproc.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.streamproc.testkit.FreePorts;
import io.streamproc.testkit.JavaProcess;
import io.streamproc.testkit.Tmpfs;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The embedded Kafka broker")
class EmbeddedKafkaIT {
  private static final int RECORDS = 500;

  @TempDir Path dir;

  private final int[] ports = FreePorts.several(2);
  private final List<String> values =
      IntStream.range(0, RECORDS).mapToObj(i -> "value-" + i).toList();

  @Test
  @DisplayName("keeps topics, records and committed offsets over a stop, even on other ports")
  void keepsDataOverStop() throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.start(dir, ports[0], ports[1])) {
      KafkaProbe probe = new KafkaProbe(kafka.clientProperties());
      probe.createTopic("kept", 3);
      probe.produce("kept", values);
      assertSame(values, probe.consume("kept", "first", RECORDS));
    }
    Files.delete(Password.file(dir)); // like a folder of a release without passwords
    int[] others = FreePorts.several(2);
    try (EmbeddedKafka kafka = EmbeddedKafka.start(dir, others[0], others[1])) {
      KafkaProbe probe = new KafkaProbe(kafka.clientProperties());
      probe.produce("kept", List.of("after"));
      assertEquals(List.of("after"), probe.consume("kept", "first", 1));
      assertEquals(RECORDS + 1, probe.consume("kept", "second", RECORDS + 1).size());
    }
  }

  /** On a full disk, Kafka's recovery truncates logs that can't be indexed. */
  @Test
  @DisplayName("does not start on a disk that is nearly full, and leaves the folder unchanged")
  void fullDisk() throws Exception {
    try (Tmpfs small = Tmpfs.require(dir.resolve("small"), "size=40m")) {
      Path home = small.folder().resolve("kafka");
      EmbeddedServerException e =
          assertThrows(
              EmbeddedServerException.class, () -> EmbeddedKafka.start(home, ports[0], ports[1]));
      assertTrue(e.getMessage().startsWith("Kafka: disk full: " + home), e.getMessage());
      assertFalse(Files.exists(home));
    }
  }

  @Test
  @DisplayName("is back with every acknowledged record within 10 s of a hard kill")
  void keepsDataOverHardKill() throws Exception {
    try (JavaProcess child = ChildJvm.start("kafka", dir, ports[0], ports[1])) {
      KafkaProbe probe = new KafkaProbe(EmbeddedKafka.clientProperties(dir, ports[0]));
      probe.createTopic("killed", 3);
      probe.produce("killed", values);
      assertSame(values, probe.consume("killed", "group", RECORDS));
      child.kill();
    }
    long start = System.nanoTime();
    try (EmbeddedKafka kafka = EmbeddedKafka.start(dir, ports[0], ports[1])) {
      Duration took = Duration.ofNanos(System.nanoTime() - start);
      System.out.printf(Locale.ROOT, "Kafka started in %d ms after a hard kill%n", took.toMillis());
      KafkaProbe probe = new KafkaProbe(kafka.clientProperties());
      probe.produce("killed", List.of("after"));
      assertEquals(List.of("after"), probe.consume("killed", "group", 1));
      assertTrue(took.compareTo(Duration.ofSeconds(10)) < 0, "took " + took);
    }
  }

  @Test
  @DisplayName("refuses clients without the password on both ports")
  void wantsThePassword() throws Throwable {
    try (EmbeddedKafka kafka = EmbeddedKafka.start(dir, ports[0], ports[1])) {
      KafkaProbe ours = new KafkaProbe(kafka.clientProperties());
      ours.createTopic("precious", 1);
      for (String bootstrap : List.of("bootstrap.servers", "bootstrap.controllers")) {
        int port = bootstrap.endsWith("servers") ? ports[0] : ports[1];
        Map<String, Object> anonymous =
            Map.of(
                bootstrap,
                "127.0.0.1:" + port,
                "default.api.timeout.ms",
                1500,
                "request.timeout.ms",
                1000);
        Map<String, Object> guessing = new HashMap<>(KafkaLogin.client("guess"));
        guessing.putAll(anonymous);
        Map<String, Object> knowing = new HashMap<>(KafkaLogin.client(kafka.password()));
        knowing.putAll(anonymous);
        assertInstanceOf(TimeoutException.class, refusal(anonymous), bootstrap);
        assertInstanceOf(SaslAuthenticationException.class, refusal(guessing), bootstrap);
        try (Admin admin = Admin.create(knowing)) {
          assertEquals(1, admin.describeMetadataQuorum().quorumInfo().get().leaderId(), bootstrap);
        }
      }
      ours.describe("precious");
    }
  }

  /** Returns the error that an unauthorized client gets. */
  private static Throwable refusal(Map<String, Object> client) {
    try (Admin admin = Admin.create(client)) {
      return assertThrows(
              ExecutionException.class, () -> admin.describeMetadataQuorum().quorumInfo().get())
          .getCause();
    }
  }

  @Test
  @DisplayName("says which port is in use")
  void namesThePortInUse() throws Exception {
    try (ServerSocket holder = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      int taken = holder.getLocalPort();
      EmbeddedServerException e =
          assertThrows(
              EmbeddedServerException.class, () -> EmbeddedKafka.start(dir, ports[0], taken));
      assertEquals(
          "Kafka: controller port "
              + taken
              + " of 127.0.0.1 is in use; stop what holds it or choose another port",
          e.getMessage());
    }
  }

  @Test
  @DisplayName("does not create a topic when a client requests an unknown one")
  void createsNoTopicsByItself() {
    try (EmbeddedKafka kafka = EmbeddedKafka.start(dir, ports[0], ports[1])) {
      KafkaProbe probe = new KafkaProbe(kafka.clientProperties());
      assertThrows(UnknownTopicOrPartitionException.class, () -> probe.describe("never-made"));
    }
  }

  private static void assertSame(List<String> expected, List<String> actual) {
    assertEquals(expected.size(), actual.size());
    assertEquals(new HashSet<>(expected), new HashSet<>(actual));
  }
}
