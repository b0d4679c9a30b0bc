package io.streamproc.consumer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.streamproc.core.Names;
import io.streamproc.core.kafka.KafkaSettings;
import io.streamproc.core.kafka.Topics;
import io.streamproc.core.retry.Retry;
import io.streamproc.core.role.RoleContext;
import io.streamproc.core.series.SeriesName;
import io.streamproc.core.series.Threshold;
import io.streamproc.embedded.EmbeddedKafka;
import io.streamproc.testkit.Eventually;
import io.streamproc.testkit.FreePorts;
import io.streamproc.testkit.role.RecordingSink;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(90)
class ConsumerIT {
  private static final double REFUSED = 6.5;
  private static final int PARTITIONS = 3;

  @TempDir private static Path data;
  private static EmbeddedKafka broker;

  private final Vertx vertx = Vertx.vertx();
  private final RoleContext context = RoleContext.create(vertx);
  private final RecordingSink sink = new RecordingSink().refuse(REFUSED);
  private KafkaSettings kafka;
  private KafkaProducer<byte[], byte[]> producer;

  /** The consumer under test, with its store replaced. */
  private static final class Consumer extends ConsumerVerticle {
    private Consumer(ConsumerConfig config, RoleContext role) {
      super(config, role);
    }
  }

  @BeforeAll
  static void startBroker() {
    int[] ports = FreePorts.several(2);
    broker = EmbeddedKafka.start(data, ports[0], ports[1]);
  }

  @AfterAll
  static void stopBroker() {
    broker.close();
  }

  @BeforeEach
  void setUp() throws Exception {
    String topic = "t-" + UUID.randomUUID();
    kafka =
        new KafkaSettings(
            broker.bootstrapServers(),
            topic,
            topic + ".dead",
            PARTITIONS,
            1,
            client(
                Map.of(
                    "max.poll.interval.ms",
                    "6500",
                    "session.timeout.ms",
                    "6000",
                    "metadata.max.age.ms",
                    "1000")));
    await(Topics.ensure(vertx, kafka));
    producer =
        new KafkaProducer<>(
            broker.clientProperties(), new ByteArraySerializer(), new ByteArraySerializer());
  }

  @AfterEach
  void tearDown() throws Exception {
    await(vertx.close());
    producer.close();
  }

  private String deploy() throws Exception {
    var settings = new ConsumerSettings(new Threshold(5), "g", 1_000, Duration.ofSeconds(6));
    var config =
        new ConsumerConfig(SeriesName.HIGH, kafka, settings, "the test's store", v -> sink);
    return await(vertx.deployVerticle(new Consumer(config, context)));
  }

  private void send(int count, String value) throws Exception {
    List<java.util.concurrent.Future<?>> sent = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      sent.add(
          producer.send(
              new ProducerRecord<>(kafka.topic(), i % PARTITIONS, null, value.getBytes(UTF_8))));
    }
    for (var one : sent) {
      one.get(10, TimeUnit.SECONDS);
    }
  }

  /** The exception was only logged: the consumer counted as started, and read nothing. */
  @Test
  @DisplayName("a consumer that can't run fails to start, and closes what it has opened")
  void cannotRun() {
    context.metrics().counter("streamproc.consumer.lag", "role", "consumer-high");
    ExecutionException e = assertThrows(ExecutionException.class, this::deploy);
    assertTrue(e.getCause().getMessage().contains("streamproc.consumer.lag"), e.toString());
    assertEquals(Map.of(), context.health().reasons());
  }

  @Test
  @DisplayName("a store that stalls beyond max.poll.interval costs no rebalance and no event")
  void stall() throws Exception {
    sink.mode(RecordingSink.Mode.STALLS);
    deploy();
    send(300, "{\"amount\":9}");
    Eventually.holds(() -> sink.attempts() > 0);
    long generation = generation();
    awaitEndOfPollInterval();
    Eventually.holds(() -> lag() == 300);
    sink.mode(RecordingSink.Mode.WORKS);
    send(300, "{\"amount\":9}");
    Eventually.holds(() -> sink.positions().size() >= 600);
    assertEquals(600, new HashSet<>(sink.positions()).size());
    assertEquals(
        600, sink.positions().size(), "nothing was given twice, so nothing was rebalanced");
    assertEquals(generation, generation());
    Eventually.holds(() -> committed() == 600);
    Eventually.holds(() -> lag() == 0);
  }

  /**
   * Returns when a consumer that began after the one under test to poll no more has been expelled
   * from its group: by then the interval has passed for both.
   */
  private void awaitEndOfPollInterval() throws Exception {
    String group = "idle-" + kafka.topic();
    Map<String, Object> properties = kafka.properties(Map.of("group.id", group));
    try (Admin admin = admin();
        var idle =
            new KafkaConsumer<>(
                properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      idle.subscribe(List.of(kafka.topic()));
      Eventually.holds(
          () -> {
            idle.poll(Duration.ofMillis(50));
            return !idle.assignment().isEmpty();
          });
      Eventually.holds(
          () ->
              admin
                  .describeConsumerGroups(List.of(group))
                  .all()
                  .get(10, TimeUnit.SECONDS)
                  .get(group)
                  .members()
                  .isEmpty());
    }
  }

  /**
   * The metric that operators see; the client's own figure would not change while nothing is
   * fetched.
   */
  private double lag() {
    return context.metrics().get("streamproc.consumer.lag").gauge().value();
  }

  @Test
  @DisplayName(
      "while the store is unavailable, nothing is committed and"
          + " readiness gives the reason; then all events arrive")
  void away() throws Exception {
    String id = deploy();
    sink.mode(RecordingSink.Mode.AWAY);
    send(100, "{\"amount\":9}");
    Eventually.holds(() -> sink.attempts() >= 3);
    assertTrue(context.health().reasons().get("consumer-high").contains("away"));
    assertEquals(0, committed());
    await(vertx.undeploy(id)); // given up during an outage: the events are still in Kafka
    assertEquals(0, committed());
    sink.mode(RecordingSink.Mode.WORKS);
    deploy();
    Eventually.holds(() -> sink.positions().size() >= 100);
    assertEquals(100, new HashSet<>(sink.positions()).size());
    Eventually.holds(() -> !context.health().reasons().containsKey("consumer-high"));
  }

  @Test
  @DisplayName("only events that a store restored from a backup has lost are read again")
  void fallenBack() throws Exception {
    deploy();
    send(300, "{\"amount\":9}");
    Eventually.holds(() -> committed() == 300);
    sink.fallBack(0, 40);
    send(PARTITIONS, "{\"amount\":9}");
    Eventually.holds(() -> committed() == 300 + PARTITIONS);
    List<String> positions = sink.positions();
    assertEquals(300 + PARTITIONS, new HashSet<>(positions).size());
    long again = 300 / PARTITIONS - 40;
    assertEquals(300 + PARTITIONS + again, positions.size());
    assertEquals(again, positions.size() - new HashSet<>(positions).size());
  }

  @Test
  @DisplayName(
      "a refused event and an undecodable record become dead letters;" + " the others are stored")
  void poison() throws Exception {
    send(30, "{\"amount\":9}");
    send(1, "{\"amount\":" + REFUSED + "}");
    send(1, "not json");
    send(30, "{\"amount\":8}");
    deploy();
    Eventually.holds(() -> committed() == 62);
    assertEquals(60, sink.positions().size());
    assertEquals(60, new HashSet<>(sink.positions()).size());
    List<ConsumerRecord<byte[], byte[]>> dead = deadLetters(2);
    assertEquals(kafka.topic() + "-0@11", header(dead.get(0), Names.HEADER_DEAD_SOURCE));
    assertEquals("not json", new String(dead.get(0).value(), UTF_8));
    assertTrue(header(dead.get(0), Names.HEADER_DEAD_REASON).contains("not valid JSON"));
    assertEquals(kafka.topic() + "-0@10", header(dead.get(1), Names.HEADER_DEAD_SOURCE));
    assertEquals("{\"amount\":6.5}", new String(dead.get(1).value(), UTF_8));
    assertTrue(header(dead.get(1), Names.HEADER_DEAD_REASON).contains("no such amount"));
    assertEquals("consumer-high", header(dead.get(1), Names.HEADER_DEAD_ROLE));
  }

  @Test
  @DisplayName(
      "a topic that is deleted and created again has another identity,"
          + " although its offsets begin at 0")
  void topicMadeAnew() throws Exception {
    String id = deploy();
    send(30, "{\"amount\":9}");
    Eventually.holds(() -> sink.positions().size() == 30);
    await(vertx.undeploy(id));
    try (Admin admin = admin()) {
      admin.deleteTopics(List.of(kafka.topic())).all().get(10, TimeUnit.SECONDS);
    }
    // Kafka deletes in the background, and for a moment the broker's answers are inconsistent.
    await(
        Retry.withBackoff(vertx, "create the topic again").run(() -> Topics.ensure(vertx, kafka)));
    deploy();
    send(30, "{\"amount\":9}");
    Eventually.holds(() -> sink.positions().size() == 60);
    assertEquals(30, new HashSet<>(sink.positions()).size(), "the same partitions and offsets");
    assertEquals(2, sink.topicIds().size());
  }

  /** With the login. */
  private static Map<String, String> client(Map<String, String> more) {
    Map<String, String> all = new HashMap<>(more);
    broker.clientProperties().forEach((key, value) -> all.put(key, value.toString()));
    return all;
  }

  private Admin admin() {
    return Admin.create(broker.clientProperties());
  }

  private long committed() {
    try (Admin admin = admin()) {
      return admin
          .listConsumerGroupOffsets("g-high")
          .partitionsToOffsetAndMetadata()
          .get(10, TimeUnit.SECONDS)
          .entrySet()
          .stream()
          .filter(e -> e.getKey().topic().equals(kafka.topic()))
          .mapToLong(e -> e.getValue().offset())
          .sum();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** Number of the group's rebalances so far. */
  private long generation() throws Exception {
    try (Admin admin = admin()) {
      return admin
          .describeConsumerGroups(List.of("g-high"))
          .all()
          .get(10, TimeUnit.SECONDS)
          .get("g-high")
          .groupEpoch()
          .map(Integer::longValue)
          .orElse(-1L);
    }
  }

  private List<ConsumerRecord<byte[], byte[]>> deadLetters(int count) {
    Map<String, Object> properties = new HashMap<>(broker.clientProperties());
    properties.put("auto.offset.reset", "earliest");
    List<ConsumerRecord<byte[], byte[]>> found = new ArrayList<>();
    try (var reader =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      reader.assign(List.of(new TopicPartition(kafka.deadTopic(), 0)));
      Eventually.holds(
          () -> {
            reader.poll(Duration.ofMillis(200)).forEach(found::add);
            return found.size() >= count;
          });
    }
    assertEquals(count, found.size());
    return found;
  }

  private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
    return new String(record.headers().lastHeader(name).value(), UTF_8);
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
  }
}
