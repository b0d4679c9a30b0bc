package io.streamproc.stores.influx.shared;

import io.streamproc.stores.SinkBatch;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Encodes events in InfluxDB's line protocol. Tags and time identify a point, so both encode the
 * event's identity: one tag holds topic and partition, and the time in nanoseconds is the event
 * time in milliseconds times a million plus the offset modulo a million. A point that is written
 * again replaces itself. Two events of one millisecond collide only if their offsets in the same
 * partition differ by a multiple of a million. One short tag is used instead of two, because
 * servers process every tag of every line.
 *
 * @see <a href="https://docs.influxdata.com/influxdb/v1/write_protocols/line_protocol_reference/">
 *     Line protocol reference</a>
 */
public final class LineProtocol {
  public static final String FIELD = "amount";
  public static final String TAG = "source";

  private static final int TOPIC_CHARS = 5;
  private static final long NANOS = 1_000_000;
  private static final int LINE_LENGTH = 80;

  private final String measurement;

  public LineProtocol(String measurement) {
    this.measurement = escape(measurement);
  }

  /** Encodes all events of a batch, see {@link Lines}. */
  public Lines lines(SinkBatch batch) {
    return new Lines(batch, TimeOrder.of(batch));
  }

  /** The lines of a batch, in the order of their times. May be read by several threads. */
  public final class Lines {
    private final SinkBatch batch;
    private final int[] order;

    private Lines(SinkBatch batch, int[] order) {
      this.batch = batch;
      this.order = order;
    }

    /**
     * Returns the lines {@code from} to {@code to}, exclusive, without a final line end. At least
     * one line is required.
     */
    public String text(int from, int to) {
      LineBuffer lines = new LineBuffer((to - from) * LINE_LENGTH);
      Map<Integer, byte[]> starts = new HashMap<>();
      int partition = -1;
      byte[] start = null;
      for (int n = from; n < to; n++) {
        int i = order[n];
        if (start == null || batch.partition(i) != partition) {
          partition = batch.partition(i);
          start = starts.computeIfAbsent(partition, p -> start(batch.topicId(), p));
        }
        lines.line(start, batch.amount(i), nanos(batch.time(i), batch.offset(i)));
      }
      return lines.text();
    }
  }

  private byte[] start(String topicId, int partition) {
    return String.format(
            Locale.ROOT,
            "%s,%s=%s %s=",
            measurement,
            TAG,
            escape(source(topicId, partition)),
            FIELD)
        .getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Returns the value of the tag: {@code abcde-3}. Kafka's topic ids are random, so their first
   * characters distinguish two incarnations.
   */
  public static String source(String topicId, int partition) {
    return topicId.substring(0, Math.min(TOPIC_CHARS, topicId.length())) + "-" + partition;
  }

  /**
   * @param millis epoch milliseconds, at most {@code Event.MAX_TIME}
   */
  public static long nanos(long millis, long offset) {
    return millis * NANOS + Math.floorMod(offset, NANOS);
  }

  /** Escapes names and tag values. A backslash at the end would escape the next character. */
  static String escape(String text) {
    String escaped = text.replace(",", "\\,").replace("=", "\\=").replace(" ", "\\ ");
    return escaped.endsWith("\\") ? escaped + "_" : escaped;
  }
}
