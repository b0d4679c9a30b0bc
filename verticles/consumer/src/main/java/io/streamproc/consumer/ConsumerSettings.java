package io.streamproc.consumer;

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
 * @param batch maximum number of records of one poll
 * @param sessionTimeout time without heartbeats after which Kafka reassigns the partitions
 */
public record ConsumerSettings(
    Threshold threshold, String groupPrefix, int batch, Duration sessionTimeout) {

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
        s.integer("consumer.batch", 50_000, 1, 100_000, "maximum number of records of one poll"),
        s.duration(
            "consumer.session-timeout",
            Duration.ofSeconds(6),
            Duration.ofSeconds(1),
            Duration.ofMinutes(5),
            "time without heartbeats after which Kafka reassigns a consumer's partitions"));
  }

  /** The consumer group of one side. */
  public String group(SeriesName series) {
    return groupPrefix + "-" + series.id();
  }
}
