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
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes refused records to the dead-letter topic, with reason and identity as headers. */
public final class DeadLetterWriter {
  private static final Logger LOG = LoggerFactory.getLogger(DeadLetterWriter.class);

  private final Vertx vertx;
  private final Supplier<Producer<byte[], byte[]>> connect;
  private final String topic;
  private final String role;
  private final Clock clock;
  private Future<KafkaWriteStream<byte[], byte[]>> stream; // null: no record was refused so far

  /**
   * @param connect called at the first refused record, since most consumers never meet one, and off
   *     the event loop, since the producer's constructor looks up host names
   * @param topic the dead-letter topic
   * @param role who refuses, for the header
   */
  DeadLetterWriter(
      Vertx vertx,
      Supplier<Producer<byte[], byte[]>> connect,
      String topic,
      String role,
      Clock clock) {
    this.vertx = vertx;
    this.connect = connect;
    this.topic = topic;
    this.role = role;
    this.clock = clock;
  }

  public DeadLetterWriter(Vertx vertx, KafkaSettings kafka, String role, Clock clock) {
    this(vertx, () -> new KafkaProducer<>(properties(kafka)), kafka.deadTopic(), role, clock);
  }

  /**
   * @return completes when the broker has acknowledged them all
   */
  public Future<Void> write(List<RefusedRecord> refused) {
    if (refused.isEmpty()) {
      return Future.succeededFuture();
    }
    return stream()
        .compose(to -> Future.join(refused.stream().map(one -> send(to, one)).toList()))
        .mapEmpty();
  }

  private Future<KafkaWriteStream<byte[], byte[]>> stream() {
    if (stream == null || stream.failed()) {
      stream =
          vertx
              .executeBlocking(connect::get)
              .map(producer -> KafkaWriteStream.create(vertx, producer));
    }
    return stream;
  }

  private Future<?> send(KafkaWriteStream<byte[], byte[]> to, RefusedRecord refused) {
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
    return to.send(record);
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
    return stream == null
        ? Future.succeededFuture()
        : stream.transform(
            to -> to.succeeded() ? to.result().close() : Future.succeededFuture()); // not connected
  }
}
