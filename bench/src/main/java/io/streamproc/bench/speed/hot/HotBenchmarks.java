package io.streamproc.bench.speed.hot;

import io.streamproc.consumer.store.BatchBuilder;
import io.streamproc.consumer.store.RecordTraces;
import io.streamproc.consumer.store.SortedRecords;
import io.streamproc.core.event.EventBatch;
import io.streamproc.core.event.EventDecoder;
import io.streamproc.core.event.EventEncoder;
import io.streamproc.core.event.EventFormat;
import io.streamproc.core.event.InvalidEventException;
import io.streamproc.core.series.Bucket;
import io.streamproc.core.series.Step;
import io.streamproc.stores.SinkBatch;
import io.streamproc.stores.influx.shared.LineProtocol;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/** Each operation is one event of a batch of a thousand. JMH needs the class open and public. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(java.util.concurrent.TimeUnit.SECONDS)
public class HotBenchmarks {
  /** Events in each invocation. */
  private static final int EVENTS = 1_000;

  private static final int PARTITIONS = 6;
  private static final long SEED = 13;
  private static final int HUNDREDTHS = 1_000;
  private static final long TIME = 1_700_000_000_000L;
  private static final long APART = 10; // milliseconds between two events
  private static final double THRESHOLD = 5;
  private static final String TOPIC_ID = "4L6g3nShT-eMCtK--X86sw";

  private final EventDecoder decoder = new EventDecoder();
  private final LineProtocol protocol = new LineProtocol("events_low");
  private final double[] amounts =
      new SplittableRandom(SEED)
          .ints(EVENTS, 1, HUNDREDTHS + 1)
          .mapToDouble(i -> i / 100.0)
          .toArray();
  private final List<byte[]> objects = new ArrayList<>();
  private final byte[] lines;
  private final SinkBatch batch = new SinkBatch(TOPIC_ID, EVENTS);
  private final ConsumerRecords<byte[], byte[]> records;

  /** Prepares the events. */
  public HotBenchmarks() {
    StringBuilder text = new StringBuilder();
    for (double amount : amounts) {
      String object = "{\"amount\":" + amount + "}";
      objects.add(object.getBytes(StandardCharsets.UTF_8));
      text.append(object).append('\n');
    }
    lines = text.toString().getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < EVENTS; i++) {
      batch.add(partition(i), i, TIME + i * APART, amounts[i]);
    }
    records = records();
  }

  private static int partition(int event) {
    return event * PARTITIONS / EVENTS;
  }

  private ConsumerRecords<byte[], byte[]> records() {
    Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> all = new HashMap<>();
    Map<TopicPartition, OffsetAndMetadata> next = new HashMap<>();
    for (int i = 0; i < EVENTS; i++) {
      TopicPartition partition = new TopicPartition("events", partition(i));
      byte[] value = EventEncoder.encode(amounts[i], TIME + i * APART);
      all.computeIfAbsent(partition, p -> new ArrayList<>()).add(record(partition, i, value));
      next.put(partition, new OffsetAndMetadata(i + 1));
    }
    return new ConsumerRecords<>(all, next);
  }

  private static ConsumerRecord<byte[], byte[]> record(
      TopicPartition partition, long offset, byte[] value) {
    return new ConsumerRecord<>(
        partition.topic(),
        partition.partition(),
        offset,
        TIME,
        TimestampType.LOG_APPEND_TIME,
        0,
        value.length,
        null,
        value,
        new RecordHeaders(),
        Optional.empty());
  }

  /** The yardstick: each event into a tree of Vert.x. */
  @Benchmark
  @OperationsPerInvocation(EVENTS)
  public void parseTree(Blackhole out) {
    for (byte[] object : objects) {
      out.consume(new JsonObject(Buffer.buffer(object)).getDouble("amount").doubleValue());
    }
  }

  /** A request of NDJSON. */
  @Benchmark
  @OperationsPerInvocation(EVENTS)
  public EventBatch decodeRequest() throws InvalidEventException {
    return decoder.decode(lines, EventFormat.LINES, TIME);
  }

  /** The values of records. */
  @Benchmark
  @OperationsPerInvocation(EVENTS)
  public void encodeRecords(Blackhole out) {
    for (int i = 0; i < EVENTS; i++) {
      out.consume(EventEncoder.encode(amounts[i], TIME + i * APART));
    }
  }

  /** A poll of six partitions into the events of one series. */
  @Benchmark
  @OperationsPerInvocation(EVENTS)
  public SortedRecords sortRecords() {
    BatchBuilder sorted =
        new BatchBuilder(decoder, event -> event.amount() > THRESHOLD, new RecordTraces(false));
    sorted.add(TOPIC_ID, records, Map.of());
    return sorted.build(Map.of());
  }

  /** A batch in line protocol. */
  @Benchmark
  @OperationsPerInvocation(EVENTS)
  public String lineProtocol() {
    return protocol.lines(batch).text(0, EVENTS);
  }

  /** Events into buckets of a second, and those into buckets of ten seconds. */
  @Benchmark
  @OperationsPerInvocation(EVENTS)
  public Map<Long, Bucket> buckets() {
    Map<Long, Bucket> coarse = new HashMap<>();
    for (int i = 0; i < EVENTS; i++) {
      long second = Step.SECOND.floor(batch.time(i));
      double amount = batch.amount(i);
      long start = Step.TEN_SECONDS.floor(second);
      coarse.merge(
          start,
          new Bucket(second, 1, amount, amount, amount),
          (one, two) -> one.merge(two, start));
    }
    return coarse;
  }
}
