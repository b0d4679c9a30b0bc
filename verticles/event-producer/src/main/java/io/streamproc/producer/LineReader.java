package io.streamproc.producer;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/**
 * Reads UTF-8 text line by line in bounded memory, whatever the file holds. Lines end with LF or
 * CRLF; a byte order mark at the start is skipped.
 */
final class LineReader implements Closeable {
  /** Bytes of a line that are kept; an event takes about 45. */
  static final int MAX_LINE = 4_096;

  private static final String BYTE_ORDER_MARK = "\uFEFF";

  private final InputStream in;
  private final byte[] buffer = new byte[65_536];
  private final byte[] line = new byte[MAX_LINE];
  private int position;
  private int limit;
  private int length; // of the line, also beyond what is kept
  private long number;

  LineReader(InputStream in) {
    this.in = in;
  }

  /** The next line without its end, cut if it is too long; null at the end of the file. */
  String next() throws IOException {
    if (position == limit && !fill()) {
      return null;
    }
    length = 0;
    number++;
    do {
      while (position < limit) {
        byte b = buffer[position++];
        if (b == '\n') {
          return text();
        }
        keep(b);
      }
    } while (fill());
    return text();
  }

  private boolean fill() throws IOException {
    position = 0;
    limit = Math.max(0, in.read(buffer));
    return limit > 0;
  }

  private void keep(byte b) {
    if (length < MAX_LINE) {
      line[length] = b;
    }
    length = Math.min(length + 1, MAX_LINE + 1);
  }

  private String text() {
    int end = Math.min(length, MAX_LINE);
    if (end > 0 && line[end - 1] == '\r') {
      end--;
    }
    String text = new String(line, 0, end, StandardCharsets.UTF_8);
    return number == 1 && text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
  }

  /** Whether the last line was longer than {@link #MAX_LINE}. */
  boolean tooLong() {
    return length > MAX_LINE;
  }

  /** Number of the last line, from 1. */
  long number() {
    return number;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
