package io.streamproc.consumer.fault;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.streamproc.core.Names;
import io.streamproc.core.kafka.KafkaSettings;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.kafka.client.producer.KafkaWriteStream;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes refused records to the dead-letter topic, with reason and identity as headers. */
public final class DeadLetterWriter {
  private static final Logger LOG = LoggerFactory.getLogger(DeadLetterWriter.class);

  private final Supplier<KafkaWriteStream<byte[], byte[]>> connect;
  private final String topic;
  private final String role;
  private final Clock clock;
  private KafkaWriteStream<byte[], byte[]> stream; // null: no record was refused so far

  /**
   * @param connect called at the first refused record: most consumers never meet one
   * @param topic the dead-letter topic
   * @param role who refuses, for the header
   */
  DeadLetterWriter(
      Supplier<KafkaWriteStream<byte[], byte[]>> connect, String topic, String role, Clock clock) {
    this.connect = connect;
    this.topic = topic;
    this.role = role;
    this.clock = clock;
  }

  public DeadLetterWriter(Vertx vertx, KafkaSettings kafka, String role, Clock clock) {
    this(() -> KafkaWriteStream.create(vertx, properties(kafka)), kafka.deadTopic(), role, clock);
  }

  /**
   * @return completes when the broker has acknowledged them all
   */
  public Future<Void> write(List<RefusedRecord> refused) {
    if (refused.isEmpty()) {
      return Future.succeededFuture();
    }
    if (stream == null) {
      stream = connect.get();
    }
    return Future.join(refused.stream().map(this::send).toList()).mapEmpty();
  }

  private Future<?> send(RefusedRecord refused) {
    LOG.warn("dead letter {}: {}", refused.source(), refused.reason());
    var record = new ProducerRecord<>(topic, refused.record().key(), refused.record().value());
    record
        .headers()
        .add(Names.HEADER_DEAD_REASON, refused.reason().getBytes(UTF_8))
        .add(Names.HEADER_DEAD_SOURCE, refused.source().getBytes(UTF_8))
        .add(Names.HEADER_DEAD_TOPIC_ID, refused.topicId().getBytes(UTF_8))
        .add(Names.HEADER_DEAD_APPENDED, decimal(refused.record().timestamp()))
        .add(Names.HEADER_DEAD_TIME, decimal(clock.millis()))
        .add(Names.HEADER_DEAD_ROLE, role.getBytes(UTF_8));
    return stream.send(record);
  }

  private static byte[] decimal(long number) {
    return Long.toString(number).getBytes(UTF_8);
  }

  private static Map<String, Object> properties(KafkaSettings kafka) {
    return kafka.properties(
        Map.of(
            ProducerConfig.ACKS_CONFIG,
            "all",
            ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
            true,
            ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
            10_000,
            ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
            5_000,
            ProducerConfig.MAX_BLOCK_MS_CONFIG,
            5_000,
            ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG,
            ByteArraySerializer.class,
            ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG,
            ByteArraySerializer.class));
  }

  /** Waits for what is being sent, and disconnects. */
  public Future<Void> close() {
    return stream == null ? Future.succeededFuture() : stream.close();
  }
}
