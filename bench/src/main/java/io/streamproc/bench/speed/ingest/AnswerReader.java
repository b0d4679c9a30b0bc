package io.streamproc.bench.speed.ingest;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Counts the answers in the bytes of an HTTP/1.1 connection. It reads only what it must: the
 * status, which has to be 202, and the Content-Length. Not thread-safe.
 */
final class AnswerReader {
  private static final String STATUS = "HTTP/1.1 202 ";
  private static final byte[] LENGTH = "\r\ncontent-length:".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] END = "\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final int MOST_SHOWN = 300;

  private byte[] held = {};

  /**
   * Reads the next bytes.
   *
   * @return the number of answers that they have completed
   * @throws IllegalStateException with the answer, if its status is not 202
   */
  int read(byte[] bytes) {
    byte[] all = held.length == 0 ? bytes : joined(held, bytes);
    int from = 0;
    int answers = 0;
    for (int end = end(all, from); end >= 0; end = end(all, from)) {
      from = end;
      answers++;
    }
    held = from == all.length ? new byte[0] : Arrays.copyOfRange(all, from, all.length);
    return answers;
  }

  private static byte[] joined(byte[] one, byte[] two) {
    byte[] all = Arrays.copyOf(one, one.length + two.length);
    System.arraycopy(two, 0, all, one.length, two.length);
    return all;
  }

  /** The end of the answer that begins there; -1 if it is incomplete. */
  private static int end(byte[] all, int from) {
    int head = find(all, from, all.length, END);
    if (head < 0) {
      return -1;
    }
    checkStatus(all, from);
    int end = head + END.length + length(all, from, head);
    return end <= all.length ? end : -1;
  }

  private static void checkStatus(byte[] all, int from) {
    for (int i = 0; i < STATUS.length(); i++) {
      if (all[from + i] != STATUS.charAt(i)) {
        int shown = Math.min(MOST_SHOWN, all.length - from);
        throw new IllegalStateException(
            "not accepted: " + new String(all, from, shown, StandardCharsets.UTF_8));
      }
    }
  }

  /** Zero without the header; chunked answers are not understood. */
  private static int length(byte[] all, int from, int head) {
    int at = find(all, from, head, LENGTH);
    if (at < 0) {
      return 0;
    }
    int begin = at + LENGTH.length;
    int end = begin;
    while (all[end] != '\r') {
      end++;
    }
    return Integer.parseInt(new String(all, begin, end - begin, StandardCharsets.US_ASCII).strip());
  }

  /** The place of lower-case text in any case; -1 if it is absent. */
  private static int find(byte[] all, int from, int to, byte[] text) {
    for (int i = from; i <= to - text.length; i++) {
      int k = 0;
      while (k < text.length && lower(all[i + k]) == text[k]) {
        k++;
      }
      if (k == text.length) {
        return i;
      }
    }
    return -1;
  }

  private static int lower(byte one) {
    return one >= 'A' && one <= 'Z' ? one + ('a' - 'A') : one;
  }
}
