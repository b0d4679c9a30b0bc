package io.streamproc.stores.timescale;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.streamproc.stores.SinkBatch;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Rows for COPY")
class CopyRowsTest {
  private static final int MANY = 4_500;
  private static final short TOPIC = 7;

  private static SinkBatch batch(int events) {
    SinkBatch batch = new SinkBatch("id", events);
    for (int i = 0; i < events; i++) {
      batch.add(i % 2, i, 946_684_800_000L + i, -i / 4.0);
    }
    return batch;
  }

  /** The content of all CopyData messages; the last message is CopyDone. */
  private static ByteBuf content(CopyRows rows) {
    ByteBuf all = Unpooled.buffer();
    rows.forEachRemaining(all::writeBytes);
    ByteBuf content = Unpooled.buffer();
    while (all.readableBytes() > 5) {
      assertEquals('d', all.readByte());
      content.writeBytes(all, all.readInt() - Integer.BYTES);
    }
    assertEquals('c', all.readByte());
    assertEquals(Integer.BYTES, all.readInt());
    assertFalse(all.isReadable());
    return content;
  }

  private static List<List<Number>> rows(ByteBuf content) {
    assertEquals(
        "PGCOPY\n\u00ff\r\n\0",
        content.readCharSequence(11, StandardCharsets.ISO_8859_1).toString());
    assertEquals(0, content.readLong());
    List<List<Number>> rows = new ArrayList<>();
    while (content.readShort() == 5) {
      List<Number> row = new ArrayList<>();
      assertEquals(8, content.readInt());
      row.add(content.readLong());
      assertEquals(8, content.readInt());
      row.add(content.readDouble());
      assertEquals(8, content.readInt());
      row.add(content.readLong());
      assertEquals(4, content.readInt());
      row.add(content.readInt());
      assertEquals(2, content.readInt());
      row.add(content.readShort());
      rows.add(row);
    }
    assertEquals(-1, content.getShort(content.readerIndex() - Short.BYTES));
    assertFalse(content.isReadable());
    return rows;
  }

  @Test
  @DisplayName("are those of the part, in several messages, with microseconds since 2000")
  void all() {
    var part = new BatchPart(100, MANY, Map.of());
    var rows = rows(content(new CopyRows(batch(MANY), part, TOPIC, partition -> 0)));
    assertEquals(MANY - 100, rows.size());
    for (int i = 0; i < rows.size(); i++) {
      int event = i + 100;
      assertEquals(
          List.of(event * 1_000L, -event / 4.0, (long) event, event % 2, TOPIC), rows.get(i));
    }
  }

  @Test
  @DisplayName("leave out events before the first offset of their partition")
  void filtered() {
    var part = new BatchPart(0, 10, Map.of());
    var rows = rows(content(new CopyRows(batch(10), part, TOPIC, p -> p == 0 ? 4 : 9)));
    assertEquals(List.of(4L, 6L, 8L, 9L), rows.stream().map(row -> row.get(2)).toList());
  }

  @Test
  @DisplayName("may be none")
  void none() {
    var part = new BatchPart(0, 10, Map.of());
    assertEquals(List.of(), rows(content(new CopyRows(batch(10), part, TOPIC, p -> 100))));
  }
}
