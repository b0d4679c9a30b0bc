package io.streamproc.consumer;

import io.streamproc.consumer.loop.BatchLimits;
import io.streamproc.core.series.SeriesName;
import io.streamproc.core.series.Threshold;
import io.streamproc.core.settings.Settings;
import java.time.Duration;

/**
 * The settings of both consumers.
 *
 * @param threshold the rule that sorts events; must be the same for both, otherwise events are lost
 *     or stored twice
 * @param groupPrefix consumer group without the series' name
 * @param batch maximum number of records of one batch
 * @param sessionTimeout time without heartbeats after which Kafka reassigns the partitions
 */
public record ConsumerSettings(
    Threshold threshold, String groupPrefix, int batch, Duration sessionTimeout) {
  /** Kafka's default. The records of a poll are in the heap together, whatever their size. */
  private static final int POLL = 500;

  /** As much as 50,000 records of 300 bytes; two batches are in the heap together. */
  private static final long BATCH_BYTES = 16 << 20;

  public static ConsumerSettings read(Settings s) {
    return new ConsumerSettings(
        new Threshold(
            s.number(
                "consumer.threshold",
                5,
                -1e290,
                1e290,
                "amounts above it are high, the others low")),
        s.text("consumer.group", "streamproc", "consumer group; the series' name is appended"),
        s.integer("consumer.batch", 50_000, 1, 100_000, "maximum number of records of one batch"),
        s.duration(
            "consumer.session-timeout",
            Duration.ofSeconds(6),
            Duration.ofSeconds(1),
            Duration.ofMinutes(5),
            "time without heartbeats after which Kafka reassigns a consumer's partitions"));
  }

  /** How much one poll and one batch take. */
  BatchLimits limits() {
    return new BatchLimits(Math.min(POLL, batch), batch, BATCH_BYTES);
  }

  /** The consumer group of one side. */
  public String group(SeriesName series) {
    return groupPrefix + "-" + series.id();
  }
}
