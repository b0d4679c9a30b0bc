package io.streamproc.bench.speed.latency;

import io.streamproc.audit.AuditSettings;
import io.streamproc.core.event.Event;
import io.streamproc.core.event.EventDecoder;
import io.streamproc.core.event.InvalidEventException;
import io.streamproc.core.kafka.KafkaSettings;
import io.streamproc.core.kafka.Topics;
import io.streamproc.core.series.SeriesName;
import io.streamproc.stores.StoreAudit;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Watches when events are stored. It reads the topic, which gives each probe's position, and asks
 * again and again how far the stores are: PostgreSQL has the position in the transaction of the
 * rows; for the store of the low series, which keeps none, it is the position that its consumer
 * commits after the store.
 */
final class StoreWatch implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(5);
  static final int PLAIN_LENGTH = "{\"amount\":6.0,\"time\":1700000000000}".length();
  private static final long JOIN_MS = 10_000;

  private final Vertx vertx = Vertx.vertx();
  private final AuditSettings settings;
  private final String topicId;
  private final StoreAudit high;
  private final Admin admin;
  private final EventDecoder decoder = new EventDecoder();
  private final Map<SeriesName, List<Sent>> sent = new EnumMap<>(SeriesName.class);
  private final Thread thread = new Thread(this::watch, "store-watch");
  private volatile Probes probes = new Probes();
  private volatile boolean ends;
  private volatile Exception failure;

  /** A probe in the topic. */
  private record Sent(int partition, long offset, Event event) {}

  /** Starts to watch a topic, which exists, from its present end. */
  StoreWatch(AuditSettings settings) {
    this.settings = settings;
    topicId = topicId(vertx, settings.kafka());
    high = settings.stores(vertx).get(SeriesName.HIGH);
    admin = Admin.create(settings.kafka().properties(Map.of()));
    for (SeriesName series : SeriesName.values()) {
      sent.put(series, new ArrayList<>());
    }
    thread.start();
  }

  private static String topicId(Vertx vertx, KafkaSettings kafka) {
    try {
      return Topics.ensure(vertx, kafka).await().id();
    } catch (RuntimeException e) {
      vertx.close().await();
      throw e;
    }
  }

  /** The probes that are looked for from now on. */
  void expect(Probes next) {
    probes = next;
  }

  /**
   * Checks that it works.
   *
   * @throws IllegalStateException if it does not
   */
  void check() {
    if (failure != null) {
      throw new IllegalStateException("the stores can't be watched", failure);
    }
  }

  private void watch() {
    KafkaSettings kafka = settings.kafka();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            kafka.properties(Map.of("max.poll.records", 10_000)),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      List<TopicPartition> all =
          consumer.partitionsFor(kafka.topic()).stream()
              .map(one -> new TopicPartition(kafka.topic(), one.partition()))
              .toList();
      consumer.assign(all);
      consumer.seekToEnd(all);
      while (!ends) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          read(record);
        }
        settle(SeriesName.HIGH);
        settle(SeriesName.LOW);
      }
    } catch (ExecutionException | InterruptedException | RuntimeException e) {
      failure = e;
    }
  }

  /** Probes are longer than other events. */
  private void read(ConsumerRecord<byte[], byte[]> record) {
    if (record.value().length <= PLAIN_LENGTH) {
      return;
    }
    try {
      Event event = decoder.decodeOne(record.value(), record.timestamp());
      SeriesName series = settings.consumer().threshold().seriesOf(event.amount());
      sent.get(series).add(new Sent(record.partition(), record.offset(), event));
    } catch (InvalidEventException e) {
      throw new IllegalStateException(e);
    }
  }

  private void settle(SeriesName series) throws ExecutionException, InterruptedException {
    List<Sent> waiting = sent.get(series);
    if (waiting.isEmpty()) {
      return;
    }
    Map<Integer, Long> positions =
        series == SeriesName.HIGH ? high.positions(topicId).await() : committed(series);
    long now = System.nanoTime();
    for (Iterator<Sent> each = waiting.iterator(); each.hasNext(); ) {
      Sent one = each.next();
      if (positions.getOrDefault(one.partition(), 0L) > one.offset()) {
        probes.stored(series, one.event().time(), one.event().amount(), now);
        each.remove();
      }
    }
  }

  private Map<Integer, Long> committed(SeriesName series)
      throws ExecutionException, InterruptedException {
    Map<Integer, Long> positions = new HashMap<>();
    admin
        .listConsumerGroupOffsets(settings.consumer().group(series))
        .partitionsToOffsetAndMetadata()
        .get()
        .forEach(
            (partition, position) -> {
              if (position != null) {
                positions.put(partition.partition(), position.offset());
              }
            });
    return positions;
  }

  /** Records that a consumer has committed so far, in all partitions. */
  long committedRecords(SeriesName series) throws ExecutionException, InterruptedException {
    return committed(series).values().stream().mapToLong(next -> next).sum();
  }

  @Override
  public void close() {
    ends = true;
    join();
    admin.close();
    high.close().await();
    vertx.close().await();
  }

  private void join() {
    try {
      thread.join(JOIN_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
