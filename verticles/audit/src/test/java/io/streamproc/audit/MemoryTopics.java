package io.streamproc.audit;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.streamproc.audit.kafka.TopicLog;
import io.streamproc.core.Names;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;

/** Topics and positions in memory, as the audit reads them. */
public final class MemoryTopics implements TopicLog {
  public static final long APPENDED = 1_700_000_000_000L;

  private final Map<String, TreeMap<Integer, List<ConsumerRecord<byte[], byte[]>>>> topics =
      new HashMap<>();
  private final Map<String, Map<Integer, Position>> positions = new HashMap<>();
  private final Map<String, Long> begins = new HashMap<>();
  private Runnable afterRanges = () -> {};

  /** An empty topic. */
  public void create(String topic, int partitions) {
    for (int i = 0; i < partitions; i++) {
      records(topic, i);
    }
  }

  private List<ConsumerRecord<byte[], byte[]>> records(String topic, int partition) {
    return topics
        .computeIfAbsent(topic, t -> new TreeMap<>())
        .computeIfAbsent(partition, p -> new ArrayList<>());
  }

  /**
   * @param value null for a record without one
   * @return the record's offset
   */
  public long append(String topic, int partition, String value, String... headers) {
    List<ConsumerRecord<byte[], byte[]>> records = records(topic, partition);
    RecordHeaders all = new RecordHeaders();
    for (int i = 0; i < headers.length; i += 2) {
      all.add(headers[i], headers[i + 1] == null ? null : headers[i + 1].getBytes(UTF_8));
    }
    long offset = records.size();
    records.add(
        new ConsumerRecord<>(
            topic,
            partition,
            offset,
            APPENDED,
            TimestampType.LOG_APPEND_TIME,
            0,
            0,
            null,
            value == null ? null : value.getBytes(UTF_8),
            all,
            Optional.empty()));
    return offset;
  }

  /** A dead letter of a consumer. */
  public void deadLetter(String role, String source, String value) {
    append(
        "t.dead",
        0,
        value,
        Names.HEADER_DEAD_SOURCE,
        source,
        Names.HEADER_DEAD_TOPIC_ID,
        topicId("t"),
        Names.HEADER_DEAD_REASON,
        "why " + role,
        Names.HEADER_DEAD_ROLE,
        role,
        Names.HEADER_DEAD_APPENDED,
        "1500",
        Names.HEADER_DEAD_TIME,
        "2500");
  }

  public void commit(String group, int partition, long offset) {
    positions.computeIfAbsent(group, g -> new HashMap<>()).put(partition, new Position(offset, ""));
  }

  @Override
  public void commit(String group, String topic, Map<Integer, Position> committed) {
    positions.computeIfAbsent(group, g -> new HashMap<>()).putAll(committed);
  }

  /** Deletes the records before this offset. */
  public void dropBefore(String topic, int partition, long offset) {
    begins.put(topic + partition, offset);
  }

  /** Done once, right after the ranges of a topic were asked for: the system runs on. */
  public void afterRanges(Runnable action) {
    afterRanges = action;
  }

  @Override
  public String topicId(String topic) {
    return "id-of-" + topic;
  }

  @Override
  public TreeMap<Integer, Range> ranges(String topic) {
    TreeMap<Integer, Range> ranges = new TreeMap<>();
    topics
        .getOrDefault(topic, new TreeMap<>())
        .forEach(
            (partition, records) ->
                ranges.put(
                    partition,
                    new Range(begins.getOrDefault(topic + partition, 0L), records.size())));
    Runnable action = afterRanges;
    afterRanges = () -> {};
    action.run();
    return ranges;
  }

  @Override
  public Map<Integer, Position> positions(String group, String topic) {
    return Map.copyOf(positions.getOrDefault(group, Map.of()));
  }

  @Override
  public void read(
      String topic, Map<Integer, Range> ranges, Consumer<ConsumerRecord<byte[], byte[]>> each) {
    ranges.forEach(
        (partition, range) ->
            List.copyOf(records(topic, partition))
                .subList((int) range.begin(), (int) range.end())
                .forEach(each));
  }
}
