package io.streamproc.bench.speed.audit;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.streamproc.audit.AuditSettings;
import io.streamproc.audit.kafka.TopicLog;
import io.streamproc.audit.kafka.TopicReader;
import io.streamproc.bench.measure.Closing;
import io.streamproc.bench.process.ServersProcess;
import io.streamproc.core.Names;
import io.streamproc.core.event.EventEncoder;
import io.streamproc.core.kafka.Topics;
import io.streamproc.core.series.SeriesName;
import io.streamproc.core.settings.Settings;
import io.streamproc.stores.EventSink;
import io.streamproc.stores.SinkBatch;
import io.streamproc.stores.influx.InfluxStore;
import io.streamproc.stores.timescale.TimescaleStore;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Servers in the state in which a system leaves them: a topic, both stores with the events of it,
 * the consumers' committed offsets, and dead letters. Producers and the product's sinks write it,
 * without the roles, which would take many times as long.
 */
final class FilledSystem implements AutoCloseable {
  private static final int BATCH = 20_000;

  private final Vertx vertx;
  private final ServersProcess servers;
  private final Map<String, String> settings;
  private final AuditSettings audit;
  private final GeneratedEvents events;

  private FilledSystem(Vertx vertx, ServersProcess servers, GeneratedEvents events)
      throws IOException {
    this.vertx = vertx;
    this.servers = servers;
    this.events = events;
    settings = new HashMap<>(servers.settings());
    settings.put("kafka.partitions", Integer.toString(events.partitions()));
    audit = AuditSettings.read(Settings.of(settings));
  }

  /**
   * Starts servers and fills them.
   *
   * @param folder of their data
   */
  static FilledSystem start(Path folder, GeneratedEvents events) throws Exception {
    ServersProcess servers = ServersProcess.start(folder);
    FilledSystem filled = new FilledSystem(Vertx.vertx(), servers, events);
    try {
      filled.fill();
      return filled;
    } catch (Exception e) {
      filled.close();
      throw e;
    }
  }

  private void fill() throws Exception {
    String topicId = Topics.ensure(vertx, audit.kafka()).await().id();
    EventSink rows = TimescaleStore.sink(vertx, audit.timescale());
    EventSink points = InfluxStore.sink(vertx, audit.influx());
    rows.open().await();
    points.open().await();
    Future<?> stored =
        Future.all(store(SeriesName.HIGH, rows, topicId), store(SeriesName.LOW, points, topicId));
    send();
    sendLetters(topicId);
    commit();
    stored.await();
  }

  /** Stores the events of a series, one batch after the other. */
  private Future<Void> store(SeriesName series, EventSink sink, String topicId) {
    return storeFrom(0, series, sink, topicId).eventually(sink::close);
  }

  private Future<Void> storeFrom(int batch, SeriesName series, EventSink sink, String topicId) {
    int perPartition = (events.perPartition() + BATCH - 1) / BATCH;
    if (batch == perPartition * events.partitions()) {
      return Future.succeededFuture();
    }
    int partition = batch % events.partitions();
    int from = batch / events.partitions() * BATCH;
    SinkBatch rows = batch(topicId, series, partition, from);
    return sink.store(rows).compose(v -> storeFrom(batch + 1, series, sink, topicId));
  }

  private SinkBatch batch(String topicId, SeriesName series, int partition, int from) {
    int to = Math.min(events.perPartition(), from + BATCH);
    SinkBatch batch = new SinkBatch(topicId, BATCH);
    batch.read(partition, from, to);
    for (int offset = from; offset < to; offset++) {
      if (!events.isLetter(offset) && events.series(partition, offset) == series) {
        batch.add(partition, offset, events.time(offset), events.amount(partition, offset));
      }
    }
    return batch;
  }

  /** In turn to all partitions; a producer that is idempotent keeps the order within each. */
  private void send() {
    try (KafkaProducer<byte[], byte[]> producer = producer()) {
      for (int offset = 0; offset < events.perPartition(); offset++) {
        for (int partition = 0; partition < events.partitions(); partition++) {
          byte[] value = EventEncoder.encode(events.amount(partition, offset), events.time(offset));
          producer.send(new ProducerRecord<>(audit.kafka().topic(), partition, null, value));
        }
      }
    }
  }

  private KafkaProducer<byte[], byte[]> producer() {
    return new KafkaProducer<>(
        audit
            .kafka()
            .properties(
                Map.of(
                    "acks",
                    "all",
                    "enable.idempotence",
                    true,
                    "batch.size",
                    1 << 18,
                    "linger.ms",
                    5)),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }

  private void sendLetters(String topicId) {
    if (events.letters() == 0) {
      return;
    }
    try (KafkaProducer<byte[], byte[]> producer = producer()) {
      for (int partition = 0; partition < events.partitions(); partition++) {
        for (int offset = 0; offset < events.perPartition(); offset++) {
          if (events.isLetter(offset)) {
            producer.send(letter(topicId, partition, offset));
          }
        }
      }
    }
  }

  /** As a consumer writes it. */
  private ProducerRecord<byte[], byte[]> letter(String topicId, int partition, long offset) {
    String source = audit.kafka().topic() + "-" + partition + "@" + offset;
    byte[] time = Long.toString(System.currentTimeMillis()).getBytes(UTF_8);
    byte[] value = EventEncoder.encode(events.amount(partition, offset), events.time(offset));
    var record = new ProducerRecord<byte[], byte[]>(audit.kafka().deadTopic(), value);
    String role = "consumer-" + events.series(partition, offset).id();
    record
        .headers()
        .add(Names.HEADER_DEAD_REASON, "refused by the store".getBytes(UTF_8))
        .add(Names.HEADER_DEAD_SOURCE, source.getBytes(UTF_8))
        .add(Names.HEADER_DEAD_TOPIC_ID, topicId.getBytes(UTF_8))
        .add(Names.HEADER_DEAD_APPENDED, time)
        .add(Names.HEADER_DEAD_TIME, time)
        .add(Names.HEADER_DEAD_ROLE, role.getBytes(UTF_8));
    return record;
  }

  /** Commits the end of each partition for both consumers. */
  private void commit() {
    Map<Integer, TopicLog.Position> ends = new HashMap<>();
    for (int partition = 0; partition < events.partitions(); partition++) {
      ends.put(partition, new TopicLog.Position(events.perPartition(), ""));
    }
    try (TopicReader kafka = new TopicReader(audit.kafka())) {
      for (SeriesName series : SeriesName.values()) {
        kafka.commit(audit.consumer().group(series), audit.kafka().topic(), ends);
      }
    }
  }

  /** Settings of a command that reads it. */
  Map<String, String> settings() {
    return Map.copyOf(settings);
  }

  /** The same, typed. */
  AuditSettings audit() {
    return audit;
  }

  @Override
  public void close() throws IOException {
    Closing.all(List.<AutoCloseable>of(() -> vertx.close().await(), servers));
  }
}
