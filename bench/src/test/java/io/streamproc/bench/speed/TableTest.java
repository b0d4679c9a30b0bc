package io.streamproc.bench.speed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class TableTest {
  private static final Table TABLE =
      new Table(
          "About it.",
          List.of("name", "events/s", "bytes"),
          List.of(List.of("a|b", "1,000", "-"), List.of("c\nd", "2", "-")));

  @Test
  @DisplayName("Markdown escapes bars and line breaks")
  void markdown() {
    assertEquals(
        """
        About it.

        | name | events/s | bytes |
        |---|---|---|
        | a\\|b | 1,000 | - |
        | c d | 2 | - |
        """,
        TABLE.markdown());
  }

  @Test
  @DisplayName("a column without any figure is left out")
  void withoutEmpty() {
    assertEquals(List.of("name", "events/s"), TABLE.withoutEmpty().columns());
    assertEquals(List.of("c\nd", "2"), TABLE.withoutEmpty().rows().get(1));
  }

  @Test
  @DisplayName("text has columns of the same width")
  void text() {
    Table table = new Table("", List.of("a", "long"), List.of(List.of("wide", "1")));
    assertEquals("a     long\nwide  1\n", table.text());
  }

  @Test
  @DisplayName("a row that does not fit the heading is refused")
  void refusesCells() {
    assertThrows(
        IllegalArgumentException.class,
        () -> new Table("", List.of("a"), List.of(List.of("1", "2"))));
  }

  @Test
  @DisplayName("prose is broken at 100 characters")
  void wrap() {
    String word = "x".repeat(49);
    assertEquals(word + " " + word + "\n" + word, Wrap.at100(String.join("  ", word, word, word)));
    String exact = "x".repeat(50);
    assertEquals(word + " " + exact + "\ny", Wrap.at100(word + " " + exact + " y"));
    String code = "(`" + "a ".repeat(30) + "`).";
    assertEquals(word + "\n" + code, Wrap.at100(word + " " + code));
  }
}
