package io.streamproc.api;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import java.util.zip.ZipException;

/**
 * The concatenated content of all members of a gzip file (RFC 1952). Unlike {@link
 * java.util.zip.GZIPInputStream}, which ignores them, it fails on bytes after a member that are not
 * another member.
 */
final class GzipMembers extends InputStream {
  private static final int FIXED_HEADER = 10;
  private static final int DEFLATED = 8;
  private static final int HEADER_CRC = 2;
  private static final int EXTRA = 4;
  private static final int NAME = 8;
  private static final int COMMENT = 16;
  private static final int RESERVED = 0xE0;

  private final Inflater inflater = new Inflater(true);
  private final CRC32 crc = new CRC32();
  private final byte[] in;
  private int at;
  private boolean inMember;

  GzipMembers(byte[] in) {
    this.in = in;
  }

  @Override
  public int read(byte[] out, int offset, int length) throws IOException {
    while (inMember || at < in.length) {
      if (!inMember) {
        begin();
      }
      int count = inflate(out, offset, length);
      if (count > 0) {
        crc.update(out, offset, count);
        return count;
      }
      if (!inflater.finished()) {
        throw new EOFException("it ends in the middle of a member");
      }
      end();
    }
    return -1;
  }

  private int inflate(byte[] out, int offset, int length) throws IOException {
    try {
      return inflater.inflate(out, offset, length);
    } catch (DataFormatException e) {
      throw new ZipException(String.valueOf(e.getMessage()));
    }
  }

  private void begin() throws IOException {
    if (next() != 0x1F || next() != 0x8B) {
      throw new ZipException(at <= 2 ? "it has no gzip header" : "garbage follows its end");
    }
    int method = next();
    int flags = next();
    if (method != DEFLATED || (flags & RESERVED) != 0) {
      throw new ZipException("its header has an unknown method or flag");
    }
    skip(FIXED_HEADER - 4);
    skipOptional(flags);
    inflater.reset();
    inflater.setInput(in, at, in.length - at);
    crc.reset();
    inMember = true;
  }

  private void skipOptional(int flags) throws IOException {
    if ((flags & EXTRA) != 0) {
      skip(next() | next() << 8);
    }
    if ((flags & NAME) != 0) {
      skipText();
    }
    if ((flags & COMMENT) != 0) {
      skipText();
    }
    if ((flags & HEADER_CRC) != 0) {
      skip(2);
    }
  }

  private void end() throws IOException {
    at = in.length - inflater.getRemaining();
    if (number() != crc.getValue()) {
      throw new ZipException("its checksum is wrong");
    }
    if (number() != (inflater.getBytesWritten() & 0xFFFF_FFFFL)) {
      throw new ZipException("its length is wrong");
    }
    inMember = false;
  }

  private long number() throws IOException {
    return next() | next() << 8 | next() << 16 | (long) next() << 24;
  }

  private void skipText() throws IOException {
    while (next() != 0) {
      continue;
    }
  }

  private void skip(int count) throws IOException {
    if (in.length - at < count) {
      throw new EOFException("it ends in a header");
    }
    at += count;
  }

  private int next() throws IOException {
    skip(1);
    return in[at - 1] & 0xFF;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public void close() {
    inflater.end();
  }
}
