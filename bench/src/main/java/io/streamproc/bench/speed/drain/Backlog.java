package io.streamproc.bench.speed.drain;

import io.streamproc.core.kafka.KafkaSettings;
import io.streamproc.core.kafka.Topics;
import io.streamproc.core.series.TimeRange;
import io.streamproc.core.settings.Settings;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.SplittableRandom;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Events in a topic, all of one series: 10,000 for each second of event time, in turn to all
 * partitions.
 *
 * @param topic name of the topic
 * @param topicId Kafka's id of it
 * @param events number of events
 * @param least smallest amount, in hundredths
 */
public record Backlog(String topic, String topicId, int events, int partitions, int least) {
  /** The least amount of a backlog for consumer-high, in hundredths. */
  public static final int LEAST_HIGH = 501;

  /** The least amount of a backlog for consumer-low, in hundredths. */
  public static final int LEAST_LOW = 1;

  private static final long T0 = 1_700_000_000_000L;
  private static final int PER_MILLI = 10;
  private static final int AMOUNTS = 400;

  /** Creates the topic and sends the events; returns when the broker has acknowledged them. */
  public static Backlog send(Vertx vertx, Map<String, String> settings, int events, int least) {
    KafkaSettings kafka = KafkaSettings.read(Settings.of(settings));
    String id = Topics.ensure(vertx, kafka).await().id();
    Backlog backlog = new Backlog(kafka.topic(), id, events, kafka.partitions(), least);
    Map<String, Object> client =
        kafka.properties(Map.of("acks", "all", "batch.size", 1 << 18, "linger.ms", 5));
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(client, new ByteArraySerializer(), new ByteArraySerializer())) {
      Events source = backlog.events(events);
      while (source.next()) {
        byte[] value =
            ("{\"amount\":" + source.amount() + ",\"time\":" + source.time() + "}")
                .getBytes(StandardCharsets.UTF_8);
        producer.send(new ProducerRecord<>(backlog.topic, source.partition(), null, value));
      }
    }
    return backlog;
  }

  /** The first of its events, in the order in which they were sent. */
  Events events(int count) {
    return new Events(count);
  }

  /** The times of all events. */
  TimeRange range() {
    return new TimeRange(T0, T0 + events / PER_MILLI + 1);
  }

  /** Goes through the events. */
  final class Events {
    private final SplittableRandom random = new SplittableRandom(1);
    private final int count;
    private int index = -1;
    private double amount;

    private Events(int count) {
      this.count = count;
    }

    /** Goes to the next event; false after the last one. */
    boolean next() {
      index++;
      amount = (least + random.nextInt(AMOUNTS)) / 100.0;
      return index < count;
    }

    double amount() {
      return amount;
    }

    /** Epoch milliseconds. */
    long time() {
      return T0 + index / PER_MILLI;
    }

    int partition() {
      return index % partitions;
    }

    long offset() {
      return index / partitions;
    }
  }
}
