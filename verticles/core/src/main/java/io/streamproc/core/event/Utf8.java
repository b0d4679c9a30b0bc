package io.streamproc.core.event;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;

/** Checks the encoding of bytes. */
final class Utf8 {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
  private static final long HIGH_BITS = 0x8080_8080_8080_8080L;
  private static final int CHUNK = 1_024;

  private Utf8() {}

  /** Whether all bytes from {@code start} to the end are ASCII; checks eight at a time. */
  static boolean isAscii(byte[] bytes, int start) {
    long seen = 0;
    int i = start;
    for (; i + Long.BYTES <= bytes.length; i += Long.BYTES) {
      seen |= (long) LONGS.get(bytes, i);
    }
    for (; i < bytes.length; i++) {
      seen |= bytes[i] & 0x80;
    }
    return (seen & HIGH_BITS) == 0;
  }

  /** Whether the bytes are strictly valid UTF-8: no overlong forms, no surrogates. */
  static boolean isValid(byte[] bytes) {
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CharBuffer out = CharBuffer.allocate(CHUNK);
    CoderResult result;
    do {
      out.clear();
      result = decoder.decode(in, out, true);
    } while (result.isOverflow());
    return !result.isError();
  }
}
