package io.streamproc.consumer.health;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.streamproc.consumer.store.PolledRecords;
import io.streamproc.testkit.Eventually;
import io.streamproc.testkit.MovableClock;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.kafka.client.consumer.KafkaReadStream;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("The lag")
@Timeout(60)
class LagWatchTest {
  private static final long NOW = 1_700_000_000_000L;
  private static final TopicPartition P0 = new TopicPartition("t", 0);
  private static final TopicPartition P1 = new TopicPartition("t", 1);

  private final Vertx vertx = Vertx.vertx();
  private final AtomicInteger questions = new AtomicInteger();
  private final AtomicInteger positions = new AtomicInteger();
  private volatile CountDownLatch answer = new CountDownLatch(0);
  private final MockConsumer<byte[], byte[]> kafka =
      new MockConsumer<>("earliest") {
        @Override
        public Map<TopicPartition, Long> endOffsets(Collection<TopicPartition> partitions) {
          questions.incrementAndGet();
          try {
            assertTrue(answer.await(20, TimeUnit.SECONDS));
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          return super.endOffsets(partitions);
        }

        @Override
        public long position(TopicPartition partition) {
          positions.incrementAndGet();
          return super.position(partition);
        }
      };
  private final MovableClock clock = new MovableClock(NOW);
  private LagWatch lag;

  @BeforeEach
  void connect() {
    KafkaReadStream<byte[], byte[]> stream = KafkaReadStream.create(vertx, kafka);
    stream.subscribe(Set.of("t")).await();
    kafka.updateBeginningOffsets(Map.of(P0, 0L, P1, 0L));
    kafka.updateEndOffsets(Map.of(P0, 100L, P1, 10L));
    kafka.rebalance(List.of(P0, P1));
    kafka.seek(P0, 40);
    kafka.seek(P1, 10);
    lag = new LagWatch(stream, clock);
  }

  @AfterEach
  void close() {
    vertx.close().await();
  }

  private static PolledRecords from(TopicPartition partition, long offset) {
    return from(partition, offset, NOW);
  }

  private static PolledRecords from(TopicPartition partition, long offset, long appended) {
    byte[] value = "{}".getBytes(UTF_8);
    var record =
        new ConsumerRecord<byte[], byte[]>(
            partition.topic(),
            partition.partition(),
            offset,
            appended,
            TimestampType.LOG_APPEND_TIME,
            0,
            value.length,
            null,
            value,
            new RecordHeaders(),
            Optional.empty());
    return new PolledRecords(
        new ConsumerRecords<>(
            Map.of(partition, List.of(record)),
            Map.of(partition, new OffsetAndMetadata(offset + 1))));
  }

  private void assertLag(double expected) {
    Eventually.holds( // an update does not begin while an earlier one is running
        () -> {
          lag.update();
          return Double.compare(lag.lag(), expected) == 0;
        });
  }

  @Test
  @DisplayName("is unknown before the first answer, and then a gauge with the role's name")
  void gauge() {
    SimpleMeterRegistry meters = new SimpleMeterRegistry();
    ConsumerMetrics metrics = new ConsumerMetrics(meters, "consumer-low", clock);
    var gauges = metrics.watch(lag);
    assertTrue(Double.isNaN(lag.lag()));
    assertLag(60);
    var found = meters.get("streamproc.consumer.lag").tag("role", "consumer-low").gauge();
    assertEquals(60, found.value());
    metrics.unwatch(gauges);
    assertTrue(meters.find("streamproc.consumer.lag").meters().isEmpty());
    assertTrue(meters.find("streamproc.consumer.lag.age").meters().isEmpty());
  }

  @Test
  @DisplayName("counts from the beginning of a batch that is not stored yet")
  void inHand() {
    lag.read(from(P0, 30));
    assertLag(70);
    lag.stored(NOW);
    assertLag(60);
  }

  @Test
  @DisplayName("in seconds is the age of the first record of a batch that is not stored yet")
  void ageInHand() {
    lag.read(from(P0, 40, NOW - 5_000));
    assertLag(60);
    assertEquals(5, lag.seconds());
    clock.advance(Duration.ofMillis(2_500));
    assertEquals(7.5, lag.seconds(), "the store is still busy with it");
  }

  @Test
  @DisplayName("counts from the first poll of a batch of several, also when they are read again")
  void severalPolls() {
    lag.read(from(P0, 30, NOW - 5_000));
    lag.read(from(P0, 31, NOW - 1_000));
    assertLag(70);
    assertEquals(5, lag.seconds());
    lag.read(from(P0, 20, NOW - 9_000));
    assertLag(80);
    assertEquals(9, lag.seconds());
    lag.stored(NOW - 1_000);
    lag.read(from(P0, 32, NOW - 500));
    assertLag(68);
    assertEquals(0.5, lag.seconds());
  }

  @Test
  @DisplayName("in seconds counts from the last stored record while nothing is in hand")
  void ageAfterStore() {
    lag.read(from(P0, 40, NOW - 5_000));
    lag.stored(NOW - 4_000);
    assertLag(60);
    assertEquals(4, lag.seconds());
  }

  @Test
  @DisplayName("in seconds is 0 without a lag, and does not count the idle time before an event")
  void ageAfterIdleTime() {
    lag.read(from(P0, 99, NOW));
    lag.stored(NOW);
    kafka.seek(P0, 100);
    clock.advance(Duration.ofHours(1));
    assertLag(0);
    assertEquals(0, lag.seconds());
    kafka.updateEndOffsets(Map.of(P0, 101L));
    clock.advance(Duration.ofSeconds(2));
    assertLag(1);
    assertEquals(2, lag.seconds(), "an hour without events is no lag");
  }

  @Test
  @DisplayName("in seconds is right again soon after the clock was an hour ahead")
  void ageAfterClockJump() {
    kafka.seek(P0, 100);
    clock.advance(Duration.ofHours(1));
    assertLag(0);
    clock.advance(Duration.ofHours(-1));
    int before = questions.get();
    Eventually.holds( // an update begins when the one before has ended
        () -> {
          lag.update();
          return questions.get() >= before + 3;
        });
    kafka.updateEndOffsets(Map.of(P0, 101L));
    clock.advance(Duration.ofSeconds(2));
    assertLag(1);
    assertEquals(2, lag.seconds());
  }

  @Test
  @DisplayName("in seconds is unknown while the lag is, and never negative")
  void ageUnknown() {
    assertTrue(Double.isNaN(lag.seconds()));
    lag.read(from(P0, 40, NOW + 1_000));
    assertLag(60);
    assertEquals(0, lag.seconds(), "the broker's clock may be ahead");
  }

  @Test
  @DisplayName("is never negative, though positions may be ahead of an older answer")
  void ahead() {
    kafka.updateEndOffsets(Map.of(P0, 39L, P1, 12L));
    assertLag(2);
  }

  @Test
  @DisplayName("is 0 without partitions")
  void nothingAssigned() {
    kafka.rebalance(List.of());
    assertLag(0);
    assertEquals(0, questions.get());
  }

  @Test
  @DisplayName("is unknown while Kafka does not answer, and known again when it does")
  void unknown() {
    assertLag(60);
    kafka.setOffsetsException(new KafkaException("away"));
    assertLag(Double.NaN);
    kafka.setOffsetsException(null);
    assertLag(60);
  }

  @Test
  @DisplayName("is asked for once at a time")
  void once() {
    answer = new CountDownLatch(1);
    lag.update();
    Eventually.holds(() -> questions.get() == 1);
    lag.update();
    lag.update();
    answer.countDown();
    assertLag(60);
    assertTrue(questions.get() <= 2, questions + " questions");
  }

  @Test
  @DisplayName("sends nothing to Kafka once its close has completed")
  void closed() throws Exception {
    answer = new CountDownLatch(1);
    lag.update();
    Eventually.holds(() -> questions.get() == 1);
    Future<Void> closed = lag.close();
    assertFalse(closed.isComplete(), "a request is under way");
    answer.countDown();
    closed.await(20, TimeUnit.SECONDS);
    lag.update();
    vertx.close().await(20, TimeUnit.SECONDS);
    assertEquals(1, questions.get());
    assertEquals(0, positions.get());
  }
}
