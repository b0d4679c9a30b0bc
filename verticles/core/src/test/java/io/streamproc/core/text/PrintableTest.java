package io.streamproc.core.text;

import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrintableTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "001b|\\u001b",
        "0000|\\u0000",
        "007f|\\u007f",
        "009b|\\u009b",
        "000d|\\r",
        "000a|\\n",
        "0009|\\t",
        "202a|\\u202a",
        "202e|\\u202e",
        "2066|\\u2066",
        "2069|\\u2069",
        "200b|\\u200b",
        "200f|\\u200f",
        "00a0|\\u00a0",
        "202f|\\u202f",
        "feff|\\ufeff",
        "2028|\\u2028",
        "2029|\\u2029",
        "d800|\\ud800",
        "dc00|\\udc00",
        "ffff|\\uffff",
        "fdd0|\\ufdd0",
        "e0041|\\udb40\\udc41"
      })
  void whatATerminalObeysOrHidesIsEscaped(String hex, String expected) {
    int c = Integer.parseInt(hex, 16);
    assertEquals("a" + expected + "b", Printable.of("a" + Character.toString(c) + "b"));
  }

  @ParameterizedTest
  @CsvSource({"ü", "日本", "€", "😀", "\\", "'~ '", "é", "عربى"})
  void whatIsSeenStays(String text) {
    assertEquals(text, Printable.of(text));
  }

  @Test
  void plainTextIsNotCopied() {
    String text = "topic events, partition 3";
    assertSame(text, Printable.of(text));
  }

  @Test
  void linesKeepLineFeedsAndTabsOnly() {
    assertEquals("a\n\tb\\rc\\u001b[2J", Printable.lines("a\n\tb\rc\u001b[2J"));
  }

  @Test
  void longTextIsCutBetweenCharactersAndCounted() {
    assertEquals("ab… (4 characters)", Printable.of("abcd", 2));
    assertEquals("a… (4 characters)", Printable.of("a😀d", 2));
    assertEquals("abcd", Printable.of("abcd", 4));
  }

  @Test
  void bytesThatAreNotUtf8AreShownByThemselves() {
    assertEquals("ü\\xff\\xfe\\u0000a", Printable.utf8(bytes(0xC3, 0xBC, 0xFF, 0xFE, 0, 'a')));
    assertEquals("a\\xc3", Printable.utf8(bytes('a', 0xC3)));
    assertEquals("1\\u0000,\\u0000", Printable.utf8("1,".getBytes(UTF_16LE)));
    assertEquals("", Printable.utf8(new byte[0]));
  }

  @Test
  void bytesAreCutBetweenCharacters() {
    assertEquals("a… (4 bytes)", Printable.utf8("aüb".getBytes(UTF_8), 2));
    assertEquals("aü… (4 bytes)", Printable.utf8("aüb".getBytes(UTF_8), 3));
  }

  @Test
  void noBytesWhateverYieldAControlCharacter() {
    Random random = new Random(7);
    for (int i = 0; i < 2_000; i++) {
      byte[] bytes = new byte[random.nextInt(40)];
      random.nextBytes(bytes);
      String shown = Printable.utf8(bytes, random.nextInt(1, 41));
      assertFalse(
          shown.chars().anyMatch(c -> Character.isISOControl(c) || c == 0xFFFD), () -> shown);
    }
  }

  private static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }
}
