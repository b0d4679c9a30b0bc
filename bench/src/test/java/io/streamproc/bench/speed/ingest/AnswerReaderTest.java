package io.streamproc.bench.speed.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class AnswerReaderTest {
  private static final String ANSWER =
      "HTTP/1.1 202 Accepted\r\nContent-Type: application/json\r\nCONTENT-length: 14\r\n\r\n"
          + "{\"accepted\":1}";

  private final AnswerReader reader = new AnswerReader();

  private int read(String text) {
    return reader.read(text.getBytes(StandardCharsets.US_ASCII));
  }

  @Test
  @DisplayName("an answer that comes byte by byte is counted at its last byte")
  void byteByByte() {
    for (int i = 0; i < ANSWER.length() - 1; i++) {
      assertEquals(0, read(ANSWER.substring(i, i + 1)));
    }
    assertEquals(1, read(ANSWER.substring(ANSWER.length() - 1)));
    assertEquals(1, read(ANSWER));
  }

  @Test
  @DisplayName("several answers in one piece are all counted, and the beginning of one is kept")
  void several() {
    assertEquals(2, read(ANSWER + ANSWER + ANSWER.substring(0, 40)));
    assertEquals(1, read(ANSWER.substring(40)));
  }

  @Test
  @DisplayName("an answer without a body ends with its head")
  void withoutBody() {
    assertEquals(1, read("HTTP/1.1 202 Accepted\r\n\r\n"));
    assertEquals(1, read("HTTP/1.1 202 Accepted\r\ncontent-length: 0\r\n\r\n"));
  }

  @Test
  @DisplayName("an answer other than 202 is an error that shows it")
  void refused() {
    IllegalStateException e =
        assertThrows(
            IllegalStateException.class,
            () -> read("HTTP/1.1 503 Service Unavailable\r\ncontent-length: 4\r\n\r\nbusy"));
    assertTrue(e.getMessage().endsWith("busy"), e.getMessage());
  }
}
