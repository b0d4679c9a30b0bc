package io.streamproc.audit;

import io.streamproc.audit.kafka.TopicReader;
import io.streamproc.audit.verify.Ledger;
import io.streamproc.audit.verify.Verifier;
import io.streamproc.core.Names;
import io.streamproc.core.event.Event;
import io.streamproc.core.event.EventDecoder;
import io.streamproc.core.event.InvalidEventException;
import io.streamproc.core.kafka.Topics;
import io.streamproc.core.retry.Retry;
import io.streamproc.core.series.SeriesName;
import io.streamproc.core.settings.Settings;
import io.streamproc.embedded.EmbeddedServers;
import io.streamproc.stores.EventSink;
import io.streamproc.stores.SinkBatch;
import io.streamproc.stores.StoreAudit;
import io.streamproc.stores.influx.InfluxStore;
import io.streamproc.stores.timescale.TimescaleStore;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Clock;
import java.util.Base64;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * A topic and both stores, with explicit calls for the work of the consumers, so that a test can do
 * it wrong. Every world has its own topic, groups, schema and table on shared servers.
 */
public final class AuditWorld implements AutoCloseable {
  public static final long T0 = 1_700_000_000_000L;

  public final Map<String, String> values = new HashMap<>();
  public final Vertx vertx = Vertx.vertx();
  public final String topic;
  public final AuditSettings settings;
  public final TopicReader reader;
  public final Map<SeriesName, StoreAudit> stores;
  private final EmbeddedServers servers;
  private final String schema;
  private final Map<SeriesName, EventSink> sinks = new EnumMap<>(SeriesName.class);
  private final KafkaProducer<byte[], byte[]> producer;
  private final Admin admin;

  public AuditWorld(EmbeddedServers servers) throws Exception {
    this(servers, Map.of());
  }

  public AuditWorld(EmbeddedServers servers, Map<String, String> more) throws Exception {
    this.servers = servers;
    topic = more.getOrDefault("kafka.topic", "events-" + UUID.randomUUID());
    schema =
        more.getOrDefault("timescale.schema", "s" + UUID.randomUUID().toString().replace("-", ""));
    values.putAll(servers.settings());
    values.put("kafka.topic", topic);
    values.put("kafka.dead-topic", topic + ".dead");
    values.put("kafka.partitions", "2");
    values.put("consumer.group", topic);
    values.put("timescale.schema", schema);
    values.put("influx.measurement", schema);
    values.putAll(more);
    Settings source = Settings.of(values);
    settings = AuditSettings.read(source);
    source.check();
    await(
        Retry.withBackoff(vertx, "create topics")
            .run(() -> Topics.ensure(vertx, settings.kafka())));
    reader = new TopicReader(settings.kafka());
    stores = settings.stores(vertx);
    sinks.put(SeriesName.HIGH, TimescaleStore.sink(vertx, settings.timescale()));
    sinks.put(SeriesName.LOW, InfluxStore.sink(vertx, settings.influx()));
    for (EventSink sink : sinks.values()) {
      await(sink.open());
    }
    admin = Admin.create(settings.kafka().properties(Map.of()));
    producer =
        new KafkaProducer<>(
            settings.kafka().properties(Map.of("acks", "all")),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  public static <T> T await(Future<T> future) {
    return future.await();
  }

  public long sent(int partition, String value) throws Exception {
    byte[] bytes = value == null ? null : value.getBytes(StandardCharsets.UTF_8);
    return producer.send(new ProducerRecord<>(topic, partition, null, bytes)).get().offset();
  }

  /** Events 0 to {@code count} - 1 of the partition: amounts 0, 0.5, 1 ... 9.5 in turn. */
  public void accept(int partition, int count) throws Exception {
    for (int i = 0; i < count; i++) {
      String value =
          String.format(Locale.ROOT, "{\"amount\":%s,\"time\":%d}", amount(i), T0 + i / 3);
      producer.send(
          new ProducerRecord<>(topic, partition, null, value.getBytes(StandardCharsets.UTF_8)));
    }
    producer.flush();
  }

  public static double amount(long offset) {
    return offset % 20 / 2.0;
  }

  /** Does the work of a consumer for all records except the skipped ones. */
  public void consume(SeriesName side, Predicate<ConsumerRecord<byte[], byte[]>> skipped) {
    store(side, skipped);
    commitAll(side);
  }

  public void consumeAll() {
    for (SeriesName side : SeriesName.values()) {
      consume(side, record -> false);
    }
  }

  public void store(SeriesName side, Predicate<ConsumerRecord<byte[], byte[]>> skipped) {
    SinkBatch batch = new SinkBatch(reader.topicId(topic), 1_000);
    EventDecoder decoder = new EventDecoder();
    var ranges = reader.ranges(topic);
    ranges.forEach((partition, range) -> batch.read(partition, range.begin(), range.end()));
    reader.read(
        topic,
        ranges,
        record -> {
          Event event = decode(decoder, record);
          if (event != null
              && settings.consumer().threshold().seriesOf(event.amount()) == side
              && !skipped.test(record)) {
            batch.add(record.partition(), record.offset(), event.time(), event.amount());
          }
        });
    await(sinks.get(side).store(batch));
  }

  private static Event decode(EventDecoder decoder, ConsumerRecord<byte[], byte[]> record) {
    try {
      return record.value() == null ? null : decoder.decodeOne(record.value(), record.timestamp());
    } catch (InvalidEventException e) {
      return null;
    }
  }

  public void commitAll(SeriesName side) {
    reader.ranges(topic).forEach((partition, range) -> commit(side, partition, range.end()));
  }

  public void commit(SeriesName side, int partition, long offset) {
    try {
      admin
          .alterConsumerGroupOffsets(
              settings.consumer().group(side),
              Map.of(new TopicPartition(topic, partition), new OffsetAndMetadata(offset)))
          .all()
          .get();
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  public Admin admin() {
    return admin;
  }

  /** Writes a dead letter like the consumers. */
  public void letter(String role, int partition, long offset, String reason, String value)
      throws Exception {
    byte[] bytes = value == null ? null : value.getBytes(StandardCharsets.UTF_8);
    var record = new ProducerRecord<byte[], byte[]>(settings.kafka().deadTopic(), bytes);
    header(record, Names.HEADER_DEAD_SOURCE, topic + "-" + partition + "@" + offset);
    header(record, Names.HEADER_DEAD_TOPIC_ID, reader.topicId(topic));
    header(record, Names.HEADER_DEAD_REASON, reason);
    header(record, Names.HEADER_DEAD_ROLE, role);
    header(record, Names.HEADER_DEAD_TIME, Long.toString(T0));
    header(record, Names.HEADER_DEAD_APPENDED, Long.toString(T0 - 5_000));
    producer.send(record).get();
  }

  private static void header(ProducerRecord<?, ?> record, String name, String value) {
    record.headers().add(name, value.getBytes(StandardCharsets.UTF_8));
  }

  /** In the schema of this world: {@code DELETE FROM events WHERE …}. */
  public void sql(String statement) throws Exception {
    String url =
        String.format(
            Locale.ROOT,
            "jdbc:postgresql://%s:%d/%s?currentSchema=%s",
            servers.postgres().host(),
            servers.postgres().port(),
            settings.timescale().database(),
            schema);
    try (Connection c =
            DriverManager.getConnection(
                url, settings.timescale().user(), servers.postgres().password());
        Statement s = c.createStatement()) {
      s.execute(statement);
    }
  }

  /** A point of this world's table, with any content. */
  public void point(int partition, long nanos, double amount) throws Exception {
    String line =
        String.format(
            Locale.ROOT,
            "%s,source=%s-%d amount=%s %d",
            schema,
            reader.topicId(topic).substring(0, 5),
            partition,
            amount,
            nanos);
    URI uri = URI.create(settings.influx().url() + "/api/v2/write?bucket=b&org=o&precision=ns");
    HttpResponse<String> answer =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(uri)
                    .header(
                        "Authorization",
                        "Basic "
                            + base64(
                                values.get("influx.user") + ":" + values.get("influx.password")))
                    .POST(HttpRequest.BodyPublishers.ofString(line))
                    .build(),
                HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != 204) {
      throw new IllegalStateException(answer.statusCode() + " " + answer.body());
    }
  }

  public Ledger verify() {
    return new Verifier(settings, stores, reader, Clock.systemUTC()).verify();
  }

  @Override
  public void close() {
    producer.close();
    admin.close();
    reader.close();
    await(Future.join(sinks.values().stream().map(EventSink::close).toList()));
    await(Future.join(stores.values().stream().map(StoreAudit::close).toList()));
    await(vertx.close());
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
