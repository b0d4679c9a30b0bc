package io.streamproc.producer.file;

import java.io.Closeable;
import java.io.IOException;
import java.io.Reader;

/**
 * Lines of a text, read in bounded memory. Lines end with LF, CR or CRLF. Keeps a digest of
 * everything read, which shows whether the beginning of a file has changed.
 */
final class Lines implements Closeable {
  /** Longest line, in characters. The rest of a longer line is discarded. */
  static final int MAX_LINE = 65_536;

  // FNV-1a, 64 bits: http://www.isthe.com/chongo/tech/comp/fnv/
  private static final long FNV_OFFSET = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;

  private final Reader in;
  private final char[] buffer = new char[32_768];
  private final StringBuilder line = new StringBuilder();
  private int position;
  private int limit;
  private boolean tooLong;
  private boolean afterReturn;
  private long number;
  private long digest = FNV_OFFSET;

  Lines(Reader in) {
    this.in = in;
  }

  /**
   * Returns the next line without its line end, cut if it is too long; null at the end of the text.
   */
  String next() throws IOException {
    line.setLength(0);
    tooLong = false;
    boolean any = false;
    while (position < limit || fill()) {
      char c = buffer[position++];
      if (c == '\n' && afterReturn) {
        afterReturn = false;
        continue; // second half of CRLF
      }
      any = true;
      afterReturn = c == '\r';
      if (c == '\n' || c == '\r') {
        return ended();
      }
      digest = (digest ^ c) * FNV_PRIME;
      if (line.length() < MAX_LINE) {
        line.append(c);
      } else {
        tooLong = true;
      }
    }
    return any ? ended() : null;
  }

  private String ended() {
    number++;
    digest = (digest ^ '\n') * FNV_PRIME;
    return line.toString();
  }

  private boolean fill() throws IOException {
    position = 0;
    limit = Math.max(0, in.read(buffer));
    return limit > 0;
  }

  /** Whether the last line was longer than {@link #MAX_LINE}. */
  boolean tooLong() {
    return tooLong;
  }

  /** Returns the number of lines read. */
  long number() {
    return number;
  }

  /** Returns the digest of all lines read. */
  long digest() {
    return digest;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
