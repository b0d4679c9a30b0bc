package io.streamproc.consumer;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.streamproc.core.Names;
import io.streamproc.core.kafka.KafkaSettings;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.kafka.client.producer.KafkaWriteStream;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts records aside on the dead-letter topic, with reason and identity as headers. */
final class DeadLetterWriter {
  private static final Logger LOG = LoggerFactory.getLogger(DeadLetterWriter.class);

  private final Vertx vertx;
  private final KafkaSettings kafka;
  private final String role;
  private final Clock clock;
  private KafkaWriteStream<byte[], byte[]> stream; // made at the first dead letter: most never come

  DeadLetterWriter(Vertx vertx, KafkaSettings kafka, String role, Clock clock) {
    this.vertx = vertx;
    this.kafka = kafka;
    this.role = role;
    this.clock = clock;
  }

  /**
   * @return completes when the broker has acknowledged them all
   */
  Future<Void> write(List<DeadLetter> letters) {
    if (letters.isEmpty()) {
      return Future.succeededFuture();
    }
    if (stream == null) {
      stream = KafkaWriteStream.create(vertx, properties());
    }
    return Future.join(letters.stream().map(this::send).toList()).mapEmpty();
  }

  private Future<?> send(DeadLetter letter) {
    LOG.warn("dead letter {}: {}", letter.source(), letter.reason());
    var record =
        new ProducerRecord<>(kafka.deadTopic(), letter.record().key(), letter.record().value());
    record
        .headers()
        .add(Names.HEADER_DEAD_REASON, letter.reason().getBytes(UTF_8))
        .add(Names.HEADER_DEAD_SOURCE, letter.source().getBytes(UTF_8))
        .add(Names.HEADER_DEAD_TOPIC_ID, letter.topicId().getBytes(UTF_8))
        .add(Names.HEADER_DEAD_APPENDED, decimal(letter.record().timestamp()))
        .add(Names.HEADER_DEAD_TIME, decimal(clock.millis()))
        .add(Names.HEADER_DEAD_ROLE, role.getBytes(UTF_8));
    return stream.send(record);
  }

  private static byte[] decimal(long number) {
    return Long.toString(number).getBytes(UTF_8);
  }

  private Map<String, Object> properties() {
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

  Future<Void> close() {
    return stream == null ? Future.succeededFuture() : stream.close();
  }
}
