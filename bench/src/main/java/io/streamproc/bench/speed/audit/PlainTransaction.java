package io.streamproc.bench.speed.audit;

import io.streamproc.core.event.EventEncoder;
import io.streamproc.core.kafka.KafkaSettings;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Writes events and as many marks to topics of its own, in one transaction. */
final class PlainTransaction {
  private static final String EVENTS = "plain-events";
  private static final String MARKS = "plain-marks";
  private static final int PARTITIONS = 1;
  private static final double AMOUNT = 7.2;
  private static final byte[] SOURCE = "events-0@123456".getBytes(StandardCharsets.US_ASCII);

  private final KafkaSettings kafka;
  private final int events;

  private PlainTransaction(KafkaSettings kafka, int events) {
    this.kafka = kafka;
    this.events = events;
  }

  /** Creates topics of its own. */
  static PlainTransaction of(KafkaSettings kafka, int events)
      throws ExecutionException, InterruptedException {
    try (Admin admin = Admin.create(kafka.properties(Map.of()))) {
      List<NewTopic> topics =
          Stream.of(EVENTS, MARKS).map(name -> new NewTopic(name, PARTITIONS, (short) 1)).toList();
      admin.createTopics(topics).all().get();
    }
    return new PlainTransaction(kafka, events);
  }

  /** Events per second of one transaction. */
  double rate() {
    Map<String, Object> properties =
        kafka.properties(Map.of("acks", "all", "transactional.id", "plain-" + UUID.randomUUID()));
    byte[] value = EventEncoder.encode(AMOUNT, System.currentTimeMillis());
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
      producer.initTransactions();
      long begin = System.nanoTime();
      producer.beginTransaction();
      for (int i = 0; i < events; i++) {
        producer.send(new ProducerRecord<>(EVENTS, value));
        producer.send(new ProducerRecord<>(MARKS, SOURCE));
      }
      producer.commitTransaction();
      return events / ((System.nanoTime() - begin) / 1e9);
    }
  }
}
