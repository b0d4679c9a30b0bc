package io.streamproc.api.idempotency;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.streamproc.api.request.Accepted;
import io.streamproc.api.request.Refusal;
import io.streamproc.core.event.EventBatch;
import io.streamproc.core.kafka.KafkaSettings;
import io.streamproc.core.kafka.Topics;
import io.streamproc.core.settings.Settings;
import io.streamproc.embedded.EmbeddedKafka;
import io.streamproc.testkit.Eventually;
import io.streamproc.testkit.FreePorts;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Requests with keys in one transaction of a slot")
class SlotIT {
  private static final int REQUESTS = 5;
  private static final SlotListener NOBODY =
      new SlotListener() {
        @Override
        public void acquired(int slot) {
          // not used
        }

        @Override
        public void released(int slot) {
          // not used
        }
      };

  @TempDir private Path dir;
  private final Vertx vertx = Vertx.vertx();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final IdempotencyMetrics metrics = new IdempotencyMetrics(registry);
  private WorkerExecutor workers; // one thread, so that requests can wait for a turn
  private EmbeddedKafka kafka;
  private SlotConfig config;

  @BeforeEach
  void start() throws Exception {
    int[] ports = FreePorts.several(2);
    kafka = EmbeddedKafka.start(dir, ports[0], ports[1]);
    Map<String, String> all = new HashMap<>(EmbeddedKafka.settings(dir, ports[0]));
    all.put("event-api.idempotency-slots", "1");
    Settings settings = Settings.of(all);
    config =
        new SlotConfig(
            KafkaSettings.read(settings),
            IdempotencySettings.read(settings),
            Duration.ofSeconds(20));
    await(Topics.ensure(vertx, config.kafka()));
    await(new KeysTopic(vertx, config).ensure());
    workers = vertx.createSharedWorkerExecutor("test-slots", 1);
  }

  @AfterEach
  void stop() throws Exception {
    await(vertx.close());
    kafka.close();
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.await(60, TimeUnit.SECONDS);
  }

  private SlotOwner owner() {
    RememberedRequests memory =
        new RememberedRequests(Duration.ofMinutes(10), 1_000, gone -> {}, System::nanoTime);
    return new SlotOwner(config, 0, Clock.systemUTC(), memory, metrics, NOBODY);
  }

  private KeyedRequest request(int number) {
    EventBatch events = new EventBatch(2);
    events.add(number, 1);
    events.add(number, 2);
    Fingerprint fingerprint =
        Fingerprint.of(Integer.toString(number).getBytes(StandardCharsets.US_ASCII));
    IdempotencyKey key = new IdempotencyKey("key-" + number);
    return new KeyedRequest(key, fingerprint, events, null, vertx.getOrCreateContext());
  }

  /** Has requests wait until the slot's only thread is free, so that they share its next turn. */
  private List<KeyedRequest> offerTogether(Slot slot) {
    CountDownLatch offered = new CountDownLatch(1);
    workers.executeBlocking(() -> offered.await(60, TimeUnit.SECONDS));
    List<KeyedRequest> requests = IntStream.range(0, REQUESTS).mapToObj(this::request).toList();
    requests.forEach(slot::offer);
    offered.countDown();
    return requests;
  }

  private static Refusal refusal(KeyedRequest request) throws Exception {
    await(request.answer().otherwiseEmpty());
    return (Refusal) request.answer().cause();
  }

  /** The number of committed events. */
  private int committed() {
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            config.reader(), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(config.kafka().topic()).stream()
              .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      int events = 0;
      while (partitions.stream().anyMatch(one -> consumer.position(one) < ends.get(one))) {
        events += consumer.poll(Duration.ofMillis(100)).count();
      }
      return events;
    }
  }

  /** The markers of a commit reach the partitions after its answer. */
  private void assertCommitted(int events) throws Exception {
    assertEquals(
        events, Eventually.get(Duration.ofSeconds(30), this::committed, found -> found >= events));
  }

  private long commits() {
    return registry.get("streamproc.event-api.commit").timer().count();
  }

  @Test
  @DisplayName("are all stored, each with its key")
  void stored() throws Exception {
    Slot slot = new Slot(workers, 0, owner(), metrics);
    for (KeyedRequest request : offerTogether(slot)) {
      assertEquals(new Accepted(2, false), await(request.answer()));
    }
    assertEquals(1, commits());
    assertCommitted(2 * REQUESTS);
    for (KeyedRequest repeat : offerTogether(slot)) {
      assertEquals(new Accepted(2, true), await(repeat.answer()));
    }
    assertCommitted(2 * REQUESTS);
  }

  @Test
  @DisplayName("are all routed again if their transaction is void, and are stored once")
  void voided() throws Exception {
    SlotOwner former = owner();
    Slot slot = new Slot(workers, 0, former, metrics);
    await(slot.take());
    SlotOwner next = owner();
    next.acquire(); // fences the former one, which does not notice yet
    for (KeyedRequest request : offerTogether(slot)) {
      Refusal refusal = refusal(request);
      assertEquals(Refusal.Reason.NOT_ACKNOWLEDGED, refusal.reason());
      assertTrue(refusal.isSlotMoved());
      assertTrue(next.find(request.key()).isEmpty());
    }
    assertEquals(0, commits());
    assertEquals(0, committed());
    next.release();
    for (KeyedRequest repeat : offerTogether(slot)) {
      assertEquals(new Accepted(2, false), await(repeat.answer()));
    }
    assertCommitted(2 * REQUESTS);
  }
}
