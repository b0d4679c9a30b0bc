package io.streamproc.audit.kafka;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The identity of a record: {@code topic-partition@offset}.
 *
 * @param topic its topic
 * @param partition its partition
 * @param offset its offset
 */
public record RecordIdentity(String topic, int partition, long offset)
    implements Comparable<RecordIdentity> {
  private static final Pattern FORM = Pattern.compile("(.+)-(\\d{1,9})@(\\d{1,18})");

  /**
   * @throws IllegalArgumentException if the text has another form
   */
  public static RecordIdentity parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "'" + text + "' is not of the form topic-partition@offset, such as events-3@1207");
    }
    return new RecordIdentity(
        matcher.group(1), Integer.parseInt(matcher.group(2)), Long.parseLong(matcher.group(3)));
  }

  @Override
  public int compareTo(RecordIdentity other) {
    int byPartition = Integer.compare(partition, other.partition);
    return byPartition == 0 ? Long.compare(offset, other.offset) : byPartition;
  }

  @Override
  public String toString() {
    return topic + "-" + partition + "@" + offset;
  }
}
