package io.streamproc.consumer.health;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.streamproc.consumer.store.BatchBuilder;
import io.streamproc.consumer.store.RecordTraces;
import io.streamproc.consumer.store.SortedRecords;
import io.streamproc.consumer.store.StoreStage;
import io.streamproc.core.event.EventDecoder;
import io.streamproc.core.series.SeriesName;
import io.streamproc.core.series.Threshold;
import io.streamproc.testkit.MovableClock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The meters of a consumer")
class ConsumerMetricsTest {
  private static final long NOW = 1_700_000_000_000L;
  private static final TopicPartition P0 = new TopicPartition("t", 0);

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final ConsumerMetrics metrics =
      new ConsumerMetrics(meters, "consumer-high", new MovableClock(NOW));

  @Test
  @DisplayName("measure the age of stored events once for each append of the broker")
  void age() {
    SortedRecords sorted =
        sorted(List.of(event(0, 9, 700), event(1, 8, 700), event(2, 7, 200), event(3, 9, -50)));
    assertEquals(NOW - 700, sorted.read().oldest());
    assertEquals(NOW + 50, sorted.read().storedUntil());
    metrics.stored(sorted, new StoreStage.Outcome(3, 1), TimeUnit.MILLISECONDS.toNanos(20));
    var age = meters.get("streamproc.consumer.durable.delay").tag("role", "consumer-high").timer();
    assertEquals(3, age.count());
    assertEquals(900, age.totalTime(TimeUnit.MILLISECONDS), "the broker's clock may be ahead");
    assertEquals(4, meters.get("streamproc.consumer.batch.events").summary().totalAmount());
    assertEquals(
        20, meters.get("streamproc.consumer.store").timer().totalTime(TimeUnit.MILLISECONDS));
  }

  @Test
  @DisplayName("tell dead letters by their reason, and events that were already stored")
  void counts() {
    metrics.refused(2);
    metrics.stored(
        sorted(List.of(event(0, 9, 0), event(1, 9, 0), event(2, 9, 0))),
        new StoreStage.Outcome(1, 1),
        1);
    assertEquals(2, dead("invalid"));
    assertEquals(1, dead("refused-by-store"));
    assertEquals(1, meters.get("streamproc.consumer.stored").counter().count());
    assertEquals(1, meters.get("streamproc.consumer.repeated").counter().count());
  }

  @Test
  @DisplayName("measure no age of records that are all of the other series")
  void otherSeries() {
    metrics.stored(sorted(List.of(event(0, 1, 700))), new StoreStage.Outcome(0, 0), 1);
    assertEquals(0, meters.get("streamproc.consumer.durable.delay").timer().count());
  }

  private double dead(String reason) {
    return meters.get("streamproc.consumer.dead").tag("reason", reason).counter().count();
  }

  private static ConsumerRecord<byte[], byte[]> event(long offset, int amount, long age) {
    byte[] value = ("{\"amount\":" + amount + ",\"time\":" + NOW + "}").getBytes(UTF_8);
    return new ConsumerRecord<>(
        P0.topic(),
        P0.partition(),
        offset,
        NOW - age,
        TimestampType.LOG_APPEND_TIME,
        0,
        value.length,
        null,
        value,
        new RecordHeaders(),
        Optional.empty());
  }

  private static SortedRecords sorted(List<ConsumerRecord<byte[], byte[]>> records) {
    var polled =
        new ConsumerRecords<>(
            Map.of(P0, records), Map.of(P0, new OffsetAndMetadata(records.size())));
    BatchBuilder batch =
        new BatchBuilder(
            new EventDecoder(),
            event -> new Threshold(5).seriesOf(event.amount()) == SeriesName.HIGH,
            new RecordTraces(false));
    batch.add("topic-id", polled, Map.of());
    return batch.build(Map.of());
  }
}
