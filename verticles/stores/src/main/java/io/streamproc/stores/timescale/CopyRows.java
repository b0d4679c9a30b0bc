package io.streamproc.stores.timescale;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.streamproc.stores.SinkBatch;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.NoSuchElementException;

/**
 * Encodes events for {@link CopyData} in the binary format of COPY, the columns time, amount,
 * offset, partition and topic, as protocol messages: CopyData with some rows each, then CopyDone.
 * Each is encoded when it is taken.
 *
 * @see <a href="https://www.postgresql.org/docs/current/sql-copy.html">COPY, Binary Format</a>
 */
final class CopyRows implements Iterator<ByteBuf> {
  private static final byte[] SIGNATURE =
      "PGCOPY\n\377\r\n\0".getBytes(StandardCharsets.ISO_8859_1);
  private static final int HEADER = SIGNATURE.length + 2 * Integer.BYTES; // flags, no extension
  private static final int TRAILER = Short.BYTES;
  private static final int MESSAGE_HEAD = 1 + Integer.BYTES;
  private static final short END = -1;
  private static final int BEGIN = -1;
  private static final int ENDED = -2;

  /** Small enough that the server soon has work, large enough that messages cost nothing. */
  private static final int MESSAGE_ROWS = 2_000;

  private static final short COLUMNS = 5;
  private static final int ROW =
      Short.BYTES + COLUMNS * Integer.BYTES + 3 * Long.BYTES + Integer.BYTES + Short.BYTES;

  /** PostgreSQL counts microseconds from 2000-01-01. */
  private static final long EPOCH_2000_MS = 946_684_800_000L;

  private static final long MICROS = 1_000;

  private final SinkBatch batch;
  private final BatchPart part;
  private final short topic;
  private final FirstOffsets from;
  private int next = BEGIN;

  /**
   * @param part the events to encode
   * @param from first offset to store, by partition; earlier events are left out
   */
  CopyRows(SinkBatch batch, BatchPart part, short topic, FirstOffsets from) {
    this.batch = batch;
    this.part = part;
    this.topic = topic;
    this.from = from;
  }

  @Override
  public boolean hasNext() {
    return next != ENDED;
  }

  @Override
  public ByteBuf next() {
    if (next == ENDED) {
      throw new NoSuchElementException();
    }
    if (next == BEGIN) {
      next = part.from();
      return header();
    }
    if (next == part.to()) {
      next = ENDED;
      return end();
    }
    int begin = next;
    next = Math.min(part.to(), begin + MESSAGE_ROWS);
    return rows(begin, next);
  }

  private static ByteBuf header() {
    ByteBuffer out = ByteBuffer.allocate(MESSAGE_HEAD + HEADER);
    out.position(MESSAGE_HEAD);
    return message(out.put(SIGNATURE).putLong(0));
  }

  private ByteBuf rows(int begin, int end) {
    ByteBuffer out = ByteBuffer.allocate(MESSAGE_HEAD + (end - begin) * ROW);
    out.position(MESSAGE_HEAD);
    int partition = -1;
    long first = 0;
    for (int i = begin; i < end; i++) {
      if (batch.partition(i) != partition) { // rare: a poll returns one partition after another
        partition = batch.partition(i);
        first = from.of(partition);
      }
      if (batch.offset(i) >= first) {
        put(out, i);
      }
    }
    return message(out);
  }

  private static ByteBuf end() {
    ByteBuffer out = ByteBuffer.allocate(MESSAGE_HEAD + TRAILER);
    out.position(MESSAGE_HEAD);
    ByteBuffer done = ByteBuffer.allocate(MESSAGE_HEAD).put((byte) 'c').putInt(Integer.BYTES);
    return Unpooled.wrappedBuffer(message(out.putShort(END)), Unpooled.wrappedBuffer(done.flip()));
  }

  /** Completes a CopyData message whose content is there. */
  private static ByteBuf message(ByteBuffer out) {
    out.put(0, (byte) 'd').putInt(1, out.position() - 1);
    return Unpooled.wrappedBuffer(out.flip());
  }

  private void put(ByteBuffer out, int i) {
    out.putShort(COLUMNS);
    out.putInt(Long.BYTES).putLong((batch.time(i) - EPOCH_2000_MS) * MICROS);
    out.putInt(Long.BYTES).putDouble(batch.amount(i));
    out.putInt(Long.BYTES).putLong(batch.offset(i));
    out.putInt(Integer.BYTES).putInt(batch.partition(i));
    out.putInt(Short.BYTES).putShort(topic);
  }

  /** The first offset of a partition that is to be stored. */
  interface FirstOffsets {
    long of(int partition);
  }
}
