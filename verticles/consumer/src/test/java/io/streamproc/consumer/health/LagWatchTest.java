package io.streamproc.consumer.health;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.streamproc.testkit.Eventually;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.kafka.client.consumer.KafkaReadStream;
import java.util.Collection;
import java.util.List;
import java.util.Map;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("The lag")
@Timeout(60)
class LagWatchTest {
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
    lag = new LagWatch(stream);
  }

  @AfterEach
  void close() {
    vertx.close().await();
  }

  private static ConsumerRecords<byte[], byte[]> from(TopicPartition partition, long offset) {
    var record =
        new ConsumerRecord<byte[], byte[]>(
            partition.topic(), partition.partition(), offset, null, "{}".getBytes(UTF_8));
    return new ConsumerRecords<>(
        Map.of(partition, List.of(record)), Map.of(partition, new OffsetAndMetadata(offset + 1)));
  }

  private void assertLag(double expected) {
    lag.update();
    Eventually.holds(() -> Double.compare(lag.lag(), expected) == 0);
  }

  @Test
  @DisplayName("is unknown before the first answer, and then a gauge with the role's name")
  void gauge() {
    SimpleMeterRegistry meters = new SimpleMeterRegistry();
    ConsumerMetrics metrics = new ConsumerMetrics(meters, "consumer-low");
    var gauge = metrics.watch(lag);
    assertTrue(Double.isNaN(gauge.value()));
    assertLag(60);
    var found = meters.get("streamproc.consumer.lag").tag("role", "consumer-low").gauge();
    assertEquals(60, found.value());
    metrics.unwatch(gauge);
    assertTrue(meters.find("streamproc.consumer.lag").meters().isEmpty());
  }

  @Test
  @DisplayName("counts from the beginning of a batch that is not stored yet")
  void inHand() {
    lag.read(from(P0, 30));
    assertLag(70);
    lag.stored();
    assertLag(60);
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
