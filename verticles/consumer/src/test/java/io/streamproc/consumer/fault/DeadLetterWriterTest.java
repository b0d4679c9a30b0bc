package io.streamproc.consumer.fault;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.streamproc.core.Names;
import io.streamproc.testkit.Eventually;
import io.streamproc.testkit.MovableClock;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("A refused record")
@Timeout(60)
class DeadLetterWriterTest {
  private static final byte[] KEY = {1};
  private static final byte[] VALUE = "no event".getBytes(UTF_8);

  private final Vertx vertx = Vertx.vertx();
  private final MockProducer<byte[], byte[]> kafka =
      new MockProducer<>(false, null, new ByteArraySerializer(), new ByteArraySerializer());
  private final AtomicInteger connections = new AtomicInteger();
  private final AtomicInteger failures = new AtomicInteger(); // of connections to come
  private final AtomicBoolean blocked = new AtomicBoolean();
  private final DeadLetterWriter writer =
      new DeadLetterWriter(
          vertx, this::connect, "t.dead", "consumer-high", new MovableClock(1_700_000_009_000L));

  private Producer<byte[], byte[]> connect() {
    connections.incrementAndGet();
    if (Context.isOnEventLoopThread()) {
      blocked.set(true);
    }
    if (failures.getAndDecrement() > 0) {
      throw new KafkaException("no such host");
    }
    return kafka;
  }

  @AfterEach
  void close() {
    vertx.close().await();
  }

  private static RefusedRecord refused(long offset) {
    var record =
        new ConsumerRecord<>(
            "t",
            3,
            offset,
            1_700_000_000_000L,
            TimestampType.LOG_APPEND_TIME,
            KEY.length,
            VALUE.length,
            KEY,
            VALUE,
            new RecordHeaders(),
            Optional.<Integer>empty());
    return new RefusedRecord("id", record, "why not");
  }

  private void awaitSent(int count) {
    Eventually.holds(() -> kafka.history().size() == count);
  }

  @Test
  @DisplayName("is written as it was, with identity, reason, times and role as headers")
  void written() {
    Future<Void> written = writer.write(List.of(refused(7)));
    awaitSent(1);
    assertFalse(written.isComplete(), "the broker has not acknowledged it");
    assertTrue(kafka.completeNext());
    written.await();
    ProducerRecord<byte[], byte[]> sent = kafka.history().get(0);
    assertEquals("t.dead", sent.topic());
    assertArrayEquals(KEY, sent.key());
    assertArrayEquals(VALUE, sent.value());
    Map<String, String> headers = new TreeMap<>();
    sent.headers().forEach(h -> headers.put(h.key(), new String(h.value(), UTF_8)));
    assertEquals(
        Map.of(
            Names.HEADER_DEAD_SOURCE, "t-3@7",
            Names.HEADER_DEAD_TOPIC_ID, "id",
            Names.HEADER_DEAD_REASON, "why not",
            Names.HEADER_DEAD_APPENDED, "1700000000000",
            Names.HEADER_DEAD_TIME, "1700000009000",
            Names.HEADER_DEAD_ROLE, "consumer-high"),
        headers);
  }

  @Test
  @DisplayName("is not done before all of its batch are acknowledged; the connection stays")
  void several() {
    Future<Void> written = writer.write(List.of(refused(7), refused(8)));
    awaitSent(2);
    kafka.completeNext();
    assertFalse(written.isComplete());
    kafka.completeNext();
    written.await();
    Future<Void> next = writer.write(List.of(refused(9)));
    awaitSent(3);
    kafka.completeNext();
    next.await();
    assertEquals(1, connections.get());
  }

  @Test
  @DisplayName("that Kafka does not take is a failure")
  void fails() {
    Future<Void> written = writer.write(List.of(refused(7)));
    awaitSent(1);
    kafka.errorNext(new KafkaException("away"));
    Eventually.holds(written::isComplete);
    assertTrue(written.failed());
  }

  /** The producer's constructor looks up host names, which took the event loop for seconds. */
  @Test
  @DisplayName("does not block the event loop while the connection for it is made")
  void offTheEventLoop() {
    Future<Void> written =
        Future.future(
            done -> vertx.runOnContext(v -> writer.write(List.of(refused(7))).onComplete(done)));
    awaitSent(1);
    kafka.completeNext();
    written.await();
    assertFalse(blocked.get());
  }

  @Test
  @DisplayName("gets another connection if none could be made for an earlier one")
  void connectsAgain() {
    failures.set(1);
    Future<Void> failed = writer.write(List.of(refused(7)));
    Eventually.holds(failed::isComplete);
    assertEquals("no such host", failed.cause().getMessage());
    writer.close().await();
    Future<Void> written = writer.write(List.of(refused(7)));
    awaitSent(1);
    kafka.completeNext();
    written.await();
    assertEquals(2, connections.get());
  }

  @Test
  @DisplayName("does not exist most of the time: no connection is made for none")
  void none() {
    writer.write(List.of()).await();
    writer.close().await();
    assertEquals(0, connections.get());
    assertFalse(kafka.closed());
  }

  @Test
  @DisplayName("leaves a connection that is closed with its consumer")
  void closes() {
    Future<Void> written = writer.write(List.of(refused(7)));
    awaitSent(1);
    kafka.completeNext();
    written.await();
    writer.close().await();
    assertTrue(kafka.closed());
  }
}
