package io.streamproc.core.event;

import static io.streamproc.core.event.EventFormat.JSON;

import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Input that is not valid JSON, or not valid UTF-8. */
class InvalidJsonTest extends InvalidInput {
  static Stream<Bad> bad() {
    return Stream.of(
        bad("{\"amount\":NaN}", 0, "amount", "is not valid JSON: Non-standard token 'NaN'"),
        bad(
            "{\"amount\":Infinity}",
            0,
            "amount",
            "is not valid JSON: Non-standard token 'Infinity'"),
        bad(
            "{\"amount\":-Infinity}",
            0,
            "amount",
            "is not valid JSON: Non-standard token '-Infinity'"),
        bad(
            "{\"amount\":0x10}",
            0,
            null,
            "is not valid JSON: Unexpected character ('x' (code 120)): was"
                + " expecting comma to separate Object entries"),
        bad(
            "{\"amount\":+1}",
            0,
            "amount",
            "is not valid JSON: Unexpected character ('+' (code 43)) in"
                + " numeric value: JSON spec does not allow numbers to have plus"
                + " signs"),
        bad(
            "{\"amount\":01}",
            0,
            "amount",
            "is not valid JSON: Invalid numeric value: Leading zeroes not allowed"),
        bad(
            "{\"amount\":-01}",
            0,
            "amount",
            "is not valid JSON: Invalid numeric value: Leading zeroes not allowed"),
        bad(
            "{\"amount\":.5}",
            0,
            "amount",
            "is not valid JSON: Unexpected character ('.' (code 46)): expected a valid value"),
        bad(
            "{\"amount\":5.}",
            0,
            "amount",
            "is not valid JSON: Unexpected character ('}' (code 125)) in"
                + " numeric value: Decimal point not followed by a digit"),
        bad(
            "{\"amount\":-}",
            0,
            "amount",
            "is not valid JSON: Unexpected character ('}' (code 125)) in"
                + " numeric value: expected digit (0-9) to follow minus sign, for"
                + " valid numeric value"),
        bad(
            "{\"amount\":1e}",
            0,
            "amount",
            "is not valid JSON: Unexpected character ('}' (code 125)) in"
                + " numeric value: Exponent indicator not followed by a digit"),
        bad(
            "{\"amount\":1x}",
            0,
            null,
            "is not valid JSON: Unexpected character ('x' (code 120)): was"
                + " expecting comma to separate Object entries"),
        bad(
            "{\"amount\":1_000}",
            0,
            null,
            "is not valid JSON: Unexpected character ('_' (code 95)): was"
                + " expecting comma to separate Object entries"),
        bad(
            "{\"amount\":1,5}",
            0,
            null,
            "is not valid JSON: Unexpected character ('5' (code 53)): was"
                + " expecting double-quote to start field name"),
        bad(
            "{\"amount\":'5'}",
            0,
            "amount",
            "is not valid JSON: Unexpected character (''' (code 39)): expected a valid value"),
        bad("{\"amount\":1} x", 1, null, "is not valid JSON: Unrecognized token 'x'"),
        bad("[{\"amount\":1}] x", -1, null, "is not valid JSON: Unrecognized token 'x'"),
        bad(
            "[{\"amount\":1},]",
            1,
            null,
            "is not valid JSON: Unexpected character (']' (code 93)): expected a value"),
        bad(
            "{\"amount\":1,}",
            0,
            null,
            "is not valid JSON: Unexpected character ('}' (code 125)): was"
                + " expecting double-quote to start field name"),
        bad(
            "[,{\"amount\":1}]",
            0,
            null,
            "is not valid JSON: Unexpected character (',' (code 44)): expected a value"),
        bad(
            "[{\"amount\":1} {\"amount\":2}]",
            1,
            null,
            "is not valid JSON: Unexpected character ('{' (code 123)): was"
                + " expecting comma to separate Array entries"),
        bad(
            "[{\"amount\":1}",
            1,
            null,
            "is not valid JSON: Unexpected end-of-input: expected close marker for Array"),
        bad(
            "{\"amount\":1",
            0,
            null,
            "is not valid JSON: Unexpected end-of-input: expected close marker for Object"),
        bad(
            "{\"amount\":",
            0,
            "amount",
            "is not valid JSON: Unexpected end-of-input within/between Object entries"),
        bad(
            "{\"amount\"",
            0,
            "amount",
            "is not valid JSON: Unexpected end-of-input within/between Object entries"),
        bad(
            "{amount:1}",
            0,
            null,
            "is not valid JSON: Unexpected character ('a' (code 97)): was"
                + " expecting double-quote to start field name"),
        bad(
            "{'amount':1}",
            0,
            null,
            "is not valid JSON: Unexpected character (''' (code 39)): was"
                + " expecting double-quote to start field name"),
        bad(
            "/*c*/{\"amount\":1}",
            0,
            null,
            "is not valid JSON: Unexpected character ('/' (code 47)): maybe a"
                + " (non-standard) comment?"),
        bad(
            "{\"amount\":1}//c",
            1,
            null,
            "is not valid JSON: Unexpected character ('/' (code 47)): maybe a"
                + " (non-standard) comment?"),
        bad(
            "#c\n{\"amount\":1}",
            0,
            null,
            "is not valid JSON: Unexpected character ('#' (code 35)): expected a valid value"),
        bad(
            "\u00ef\u00bb\u00bf\u00ef\u00bb\u00bf{\"amount\":1}",
            0,
            null,
            "is not valid JSON: Unexpected character ('\ufeff' (code 65279 /"
                + " 0xfeff)): expected a valid value"),
        bad(
            "{\u0000\"\u0000a\u0000m\u0000o\u0000u\u0000n\u0000t\u0000\"\u0000:\u00001\u0000}\u0000",
            0,
            null,
            "is not valid JSON: Illegal character ((CTRL-CHAR, code 0)): only"
                + " regular white space (\\r, \\n, \\t) is allowed between tokens"),
        bad(
            "\u0000{\u0000\"\u0000a\u0000m\u0000o\u0000u\u0000n\u0000t\u0000\"\u0000:\u00001\u0000}",
            0,
            null,
            "is not valid JSON: Illegal character ((CTRL-CHAR, code 0)): only"
                + " regular white space (\\r, \\n, \\t) is allowed between tokens"),
        bad(
            "\u00fe\u00ff\u0000{\u0000\"\u0000a\u0000m\u0000o\u0000u\u0000n\u0000t\u0000\"\u0000:\u00001\u0000}",
            0,
            null,
            "is not valid UTF-8"),
        bad(
            "\u0000\u0000\u0000{\u0000\u0000\u0000\"\u0000\u0000\u0000a\u0000\u0000\u0000m\u0000\u0000\u0000o\u0000\u0000\u0000u\u0000\u0000\u0000n\u0000\u0000\u0000t\u0000\u0000\u0000\"\u0000\u0000\u0000:\u0000\u0000\u00001\u0000\u0000\u0000}",
            JSON,
            0,
            null,
            "is not valid JSON: Illegal character ((CTRL-CHAR, code 0)): only"
                + " regular white space (\\r, \\n, \\t) is allowed between tokens"),
        bad(
            "{\"\\ud800\":1}",
            0,
            null,
            "is not valid JSON: Broken surrogate pair in field name: expected"
                + " '\\' to start low surrogate, got 0x22"),
        bad(
            "{\"\\udc00\\ud800\":1}",
            0,
            null,
            "is not valid JSON: Unexpected low surrogate in field name: 0xdc00"),
        bad("{\"am\u00ffount\":1}", 0, null, "is not valid UTF-8"),
        bad("{\"amount\":1,\"time\":\"\u00ff\"}", 0, "time", "is not valid UTF-8"),
        bad("\u00ff{\"amount\":1}", 0, null, "is not valid UTF-8"),
        bad("{\"amount\":\u00ff1}", 0, "amount", "is not valid UTF-8"),
        bad("{\"am\u00c1\u00afunt\":1}", 0, null, "is not valid UTF-8"),
        bad(
            "{\"amount\":1,\"time\":\"1970\u00c0\u00ad01-01T00:00:00Z\"}",
            0,
            "time",
            "is not valid UTF-8"),
        bad("{\"am\u00e0\u0081\u00afunt\":1}", 0, null, "is not valid UTF-8"),
        bad("{\"\u00ed\u00a0\u0080\":1}", 0, null, "is not valid UTF-8"),
        bad("{\"amount\":1}\u00a0", 1, null, "is not valid UTF-8"),
        bad(
            "\u00c2\u00a0{\"amount\":1}",
            0,
            null,
            "is not valid JSON: Unexpected character ('\u00a0' (code 160)):"
                + " expected a valid value"),
        bad("{\"amount\":1}\u00c3", 1, null, "is not valid UTF-8"),
        bad("{\"\u00e2\u0080\":1}", 0, null, "is not valid UTF-8"),
        bad(
            "{\"amount\":1}\u0000",
            1,
            null,
            "is not valid JSON: Illegal character ((CTRL-CHAR, code 0)): only"
                + " regular white space (\\r, \\n, \\t) is allowed between tokens"),
        bad(
            "\u0000{\"amount\":1}",
            0,
            null,
            "is not valid JSON: Illegal character ((CTRL-CHAR, code 0)): only"
                + " regular white space (\\r, \\n, \\t) is allowed between tokens"),
        bad(
            "{\"am\u0000ount\":1}",
            0,
            null,
            "is not valid JSON: Illegal unquoted character ((CTRL-CHAR, code"
                + " 0)): has to be escaped using backslash to be included in name"),
        bad(
            "{\"amount\":\u00001}",
            0,
            "amount",
            "is not valid JSON: Illegal character ((CTRL-CHAR, code 0)): only"
                + " regular white space (\\r, \\n, \\t) is allowed between tokens"),
        bad(
            "{\"a\nb\":1}",
            0,
            null,
            "is not valid JSON: Illegal unquoted character ((CTRL-CHAR, code"
                + " 10)): has to be escaped using backslash to be included in name"),
        bad(
            "{\"amount\":1}\n\n{\"amount\":x}",
            1,
            "amount",
            "is not valid JSON: Unrecognized token 'x'"),
        bad(
            "{\"amount\":1},\n{\"amount\":2}",
            1,
            null,
            "is not valid JSON: Unexpected character (',' (code 44)): expected a value"),
        bad("x,y\n1,2", 0, null, "is not valid JSON: Unrecognized token 'x'"),
        bad("amount=5", 0, null, "is not valid JSON: Unrecognized token 'amount'"),
        bad(
            "<a/>",
            0,
            null,
            "is not valid JSON: Unexpected character ('<' (code 60)): expected a valid value"),
        bad(
            "{\"amount\":1}\n{",
            1,
            null,
            "is not valid JSON: Unexpected end-of-input: expected close marker for Object"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("bad")
  @DisplayName(
      "hostile input is rejected with index, field and reason, and the decoder continues to work")
  void refuses(Bad it) throws Exception {
    assertRefused(it);
  }
}
