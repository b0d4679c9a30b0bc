package io.streamproc.core.kafka;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.streamproc.core.Names;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;

/**
 * The header of records whose client watches when they are stored. The consumer that stores such a
 * record publishes its id. Other records have none.
 */
public final class WatchHeader {
  /** Marks no record. */
  public static final WatchHeader NONE = new WatchHeader(null);

  /** Bytes; any program can write records. */
  private static final int LONGEST = 40;

  private static final Pattern FORM = Pattern.compile("[A-Za-z0-9-]{1," + LONGEST + "}");

  private final Header header; // null: none

  private WatchHeader(Header header) {
    this.header = header;
  }

  /**
   * @param id 1 to 40 ASCII letters, digits and hyphens; null for {@link #NONE}
   * @throws IllegalArgumentException if the id has another form
   */
  public static WatchHeader of(String id) {
    if (id == null) {
      return NONE;
    }
    if (!FORM.matcher(id).matches()) {
      throw new IllegalArgumentException(
          Names.HEADER_WATCH + " takes 1 to " + LONGEST + " letters, digits and hyphens");
    }
    return new WatchHeader(new RecordHeader(Names.HEADER_WATCH, id.getBytes(US_ASCII)));
  }

  /** Marks a record as watched. */
  public <K, V> ProducerRecord<K, V> addTo(ProducerRecord<K, V> record) {
    if (header != null) {
      record.headers().add(header);
    }
    return record;
  }

  /** Returns the id in a record's header; null if it has none of the right form. */
  public static String read(ConsumerRecord<?, ?> record) {
    Header found = record.headers().lastHeader(Names.HEADER_WATCH);
    byte[] value = found == null ? null : found.value();
    if (value == null || value.length > LONGEST) {
      return null;
    }
    String id = new String(value, US_ASCII);
    return FORM.matcher(id).matches() ? id : null;
  }
}
