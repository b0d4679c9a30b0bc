package io.streamproc.stores.influx;

import io.streamproc.stores.SinkBatch;
import java.util.HashMap;
import java.util.Map;

/**
 * Events as InfluxDB's line protocol. A point is identified by its tags and its time, so both are
 * made of the event's identity: tags topic and partition, and nanoseconds that are the event time's
 * millisecond and, inside it, the offset modulo a million. Written again, a point replaces itself;
 * two events of one millisecond fall on one point only if a whole million of offsets of the same
 * partition lies between them.
 *
 * @see <a href="https://docs.influxdata.com/influxdb/v1/write_protocols/line_protocol_reference/">
 *     Line protocol reference</a>
 */
final class LineProtocol {
  static final String FIELD = "amount";
  static final String TAG_TOPIC = "topic";
  static final String TAG_PARTITION = "partition";

  private static final int TOPIC_CHARS = 8;
  private static final long NANOS = 1_000_000;
  private static final int LINE_LENGTH = 80;

  private final String measurement;

  LineProtocol(String measurement) {
    this.measurement = escape(measurement);
  }

  /** Events {@code from} to {@code to}, half open, a line each, without a final line end. */
  String lines(SinkBatch batch, int from, int to) {
    StringBuilder lines = new StringBuilder((to - from) * LINE_LENGTH);
    Map<Integer, String> starts = new HashMap<>();
    for (int i = from; i < to; i++) {
      if (i > from) {
        lines.append('\n');
      }
      lines
          .append(starts.computeIfAbsent(batch.partition(i), p -> start(batch.topicId(), p)))
          .append(batch.amount(i))
          .append(' ')
          .append(nanos(batch.time(i), batch.offset(i)));
    }
    return lines.toString();
  }

  private String start(String topicId, int partition) {
    return "%s,%s=%d,%s=%s %s="
        .formatted(measurement, TAG_PARTITION, partition, TAG_TOPIC, topic(topicId), FIELD);
  }

  /** Kafka's topic ids are random, so their first characters tell two incarnations apart. */
  static String topic(String topicId) {
    return escape(topicId.substring(0, Math.min(TOPIC_CHARS, topicId.length())));
  }

  /**
   * @param millis epoch milliseconds, at most those of {@code Event.MAX_TIME}
   */
  static long nanos(long millis, long offset) {
    return millis * NANOS + Math.floorMod(offset, NANOS);
  }

  /** For names and tag values. A backslash at the end would swallow what follows it. */
  static String escape(String text) {
    String escaped = text.replace(",", "\\,").replace("=", "\\=").replace(" ", "\\ ");
    return escaped.endsWith("\\") ? escaped + "_" : escaped;
  }
}
