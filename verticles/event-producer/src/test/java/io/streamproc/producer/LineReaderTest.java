package io.streamproc.producer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The line reader")
class LineReaderTest {
  @Test
  @DisplayName("splits at LF and CRLF, keeps blank lines, and needs no end at the last")
  void lines() throws IOException {
    assertEquals(List.of("a", "", "b", "c\rd", "e"), lines("a\n\r\nb\r\nc\rd\ne"));
    assertEquals(List.of("a"), lines("a\n"));
    assertEquals(List.of(), lines(""));
  }

  @Test
  @DisplayName("skips a byte order mark at the start and nowhere else")
  void byteOrderMark() throws IOException {
    assertEquals(List.of("a", "\uFEFFb"), lines("\uFEFFa\n\uFEFFb"));
  }

  @Test
  @DisplayName("finds the same lines wherever the buffer's end falls")
  void acrossBuffers() throws IOException {
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 50_000; i++) {
      expected.add("line " + i);
    }
    assertEquals(expected, lines(String.join("\n", expected)));
  }

  @Test
  @DisplayName("cuts a line that is too long and goes on with the next")
  void tooLong() throws IOException {
    LineReader reader =
        reader("x".repeat(1_000_000) + "\nshort\n" + "y".repeat(LineReader.MAX_LINE));
    assertEquals(LineReader.MAX_LINE, reader.next().length());
    assertTrue(reader.tooLong());
    assertEquals("short", reader.next());
    assertFalse(reader.tooLong());
    assertEquals(2, reader.number());
    assertEquals(LineReader.MAX_LINE, reader.next().length());
    assertFalse(reader.tooLong());
    assertNull(reader.next());
  }

  private static List<String> lines(String text) throws IOException {
    LineReader reader = reader(text);
    List<String> lines = new ArrayList<>();
    for (String line = reader.next(); line != null; line = reader.next()) {
      lines.add(line);
    }
    return lines;
  }

  private static LineReader reader(String text) {
    return new LineReader(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
  }
}
