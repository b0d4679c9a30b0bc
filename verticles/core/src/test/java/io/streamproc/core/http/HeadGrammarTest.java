package io.streamproc.core.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The grammar of a request's head")
class HeadGrammarTest {
  /** The grammar of RFC 9112 as a regular expression, to compare the automaton with. */
  private static final Pattern HEAD =
      Pattern.compile(
          "(\r\n)*[!#$%&'*+.^_`|~0-9A-Za-z-]+ [\\x21-\\x7e&&[^#]]+ HTTP/\\d\\.\\d\r\n"
              + "([!#$%&'*+.^_`|~0-9A-Za-z-]+:[\t \\x21-\\x7e\\x80-\\xff]*\r\n)*\r\n");

  /** `~` stands for CR LF, `^` for CR, `_` for LF. */
  private static String bytes(String shown) {
    return shown.replace("~", "\r\n").replace("^", "\r").replace("_", "\n");
  }

  private static boolean isHead(String text) {
    HeadGrammar grammar = new HeadGrammar();
    for (byte octet : text.getBytes(StandardCharsets.ISO_8859_1)) {
      if (grammar.atEnd()) {
        return false;
      }
      grammar.next(octet);
    }
    return grammar.atEnd();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET / HTTP/1.1~~",
        "GET / HTTP/1.1~Host: x~~",
        "~GET /a?b=%20&c=|{} HTTP/1.0~A:~B:  x\ty \u00e9 ~~",
        "OPTIONS * HTTP/1.1~a!#$%&'*+-.`|: :~~",
        "PRI /x HTTP/1.1~~",
      })
  @DisplayName("takes what HTTP has")
  void good(String head) {
    assertTrue(isHead(bytes(head)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '"',
      value = {
        "GET  / HTTP/1.1~~; invalid character in the request target",
        "GET / HTTP/1.1 ~~; does not end in CR LF",
        "\" GET / HTTP/1.1~~\"; method",
        "_GET / HTTP/1.1~~; method",
        "^GET / HTTP/1.1~~; CR without LF",
        "\"\u0000GET / HTTP/1.1~~\"; method (0x00)",
        "GET\t/ HTTP/1.1~~; method (0x09)",
        "GET /\tHTTP/1.1~~; request target (0x09)",
        "GET /^HTTP/1.1~~; request target (0x0d)",
        "GET /a b HTTP/1.1~~; no HTTP version",
        "GET /#a HTTP/1.1~~; request target (0x23)",
        "GET /\u00e9 HTTP/1.1~~; request target (0xe9)",
        "GET /~~; request target",
        "GET / http/1.1~~; no HTTP version",
        "GET / HTTP/1~~; no HTTP version",
        "GET / HTTP/11.1~~; no HTTP version",
        "GET / HTTP/1.1_Host: x~~; does not end in CR LF",
        "GET / HTTP/1.1~Host: x_~; a field (0x0a)",
        "GET / HTTP/1.1~Host: x~_; field name (0x0a)",
        "GET / HTTP/1.1~Host: x^A: b~~; CR without LF",
        "GET / HTTP/1.1~Host: x^^_~; CR without LF",
        "GET / HTTP/1.1~ Host: x~~; before the first field",
        "GET / HTTP/1.1~A: x~ b~~; folded",
        "GET / HTTP/1.1~A: x~\tb~~; folded",
        "GET / HTTP/1.1~Host : x~~; field name (0x20)",
        "GET / HTTP/1.1~Ho st: x~~; field name (0x20)",
        "GET / HTTP/1.1~: x~~; field name (0x3a)",
        "GET / HTTP/1.1~Host~~; field name (0x0d)",
        "GET / HTTP/1.1~H\u00f6st: x~~; field name (0xf6)",
        "GET / HTTP/1.1~A: \u0000~~; a field (0x00)",
        "GET / HTTP/1.1~A: \u000bchunked~~; a field (0x0b)",
        "GET / HTTP/1.1~A: \u007f~~; a field (0x7f)",
        "PRI * HTTP/2.0~~SM~~; HTTP/1.1, not HTTP/2",
        "\"\u0016\u0003\u0001\"; plain HTTP, not TLS",
      })
  @DisplayName("refuses everything else, at the first byte that is wrong")
  void bad(String head, String why) {
    BadHeadException e = assertThrows(BadHeadException.class, () -> isHead(bytes(head)));
    assertTrue(e.getMessage().contains(why), e.getMessage());
  }

  @Test
  @DisplayName("is that of RFC 9112, for 200,000 heads with a few bytes changed")
  void mutations() {
    Random random = new Random(20_261_128);
    String good = bytes("~POST /a HTTP/1.1~Host: x:1~T: a\t b~~");
    String marks = "\r\n\t :#/\0HTP1.x\u00e9\u007f";
    int heads = 0;
    for (int i = 0; i < 200_000; i++) {
      StringBuilder text = new StringBuilder(good);
      for (int n = random.nextInt(4); n > 0; n--) {
        int at = random.nextInt(text.length());
        char mark = marks.charAt(random.nextInt(marks.length()));
        switch (random.nextInt(3)) {
          case 0 -> text.insert(at, mark);
          case 1 -> text.deleteCharAt(at);
          default -> text.setCharAt(at, mark);
        }
      }
      boolean taken;
      try {
        taken = isHead(text.toString());
      } catch (BadHeadException e) {
        taken = false;
      }
      heads += taken ? 1 : 0;
      assertEquals(HEAD.matcher(text).matches(), taken, text::toString);
    }
    assertTrue(heads > 10_000 && heads < 190_000, () -> "both kinds are there");
  }

  @Test
  @DisplayName("knows whether a head has begun")
  void begun() {
    HeadGrammar grammar = new HeadGrammar();
    assertTrue(grammar.atStart());
    grammar.next((byte) 'G');
    assertFalse(grammar.atStart());
  }
}
