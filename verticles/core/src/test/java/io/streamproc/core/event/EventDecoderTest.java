package io.streamproc.core.event;

import static io.streamproc.core.event.EventFormat.EITHER;
import static io.streamproc.core.event.EventFormat.JSON;
import static io.streamproc.core.event.EventFormat.LINES;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventDecoderTest {
  private static final long NOW = 42;
  private static final String TIME_FORM =
      "must be epoch milliseconds or RFC 3339 with a zone, such as 2015-09-01T11:30:00Z";
  private static final String AN_OBJECT = "expected an object such as {\"amount\": 7.2}, found ";
  private static final String UNKNOWN = "is unknown; an event has 'amount' and optionally 'time'";
  private static final String OUT_OF_RANGE = "is out of range: at most 1e290 in magnitude";

  /** One decoder for all cases: it must keep working after any input. */
  private static final EventDecoder DECODER = new EventDecoder();

  /** Input that is refused; each character of the text is one byte. */
  record Bad(String input, EventFormat format, int index, String field, String reason) {
    @Override
    public String toString() {
      String shown = input.length() > 60 ? input.substring(0, 60) + "… (" + input.length() : input;
      return format + " " + shown.replaceAll("\\p{Cntrl}", "·") + " -> " + reason;
    }
  }

  /** Input that is taken: amount and time of each event in turn. */
  record Good(String input, EventFormat format, double... events) {
    @Override
    public String toString() {
      return format + " " + input.replaceAll("\\p{Cntrl}", "·");
    }
  }

  private static Bad bad(String input, int index, String field, String reason) {
    return new Bad(input, EITHER, index, field, reason);
  }

  private static Bad bad(String input, EventFormat format, int index, String field, String reason) {
    return new Bad(input, format, index, field, reason);
  }

  private static Good good(String input, double... events) {
    return new Good(input, EITHER, events);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

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
        bad("{\"amount\":1e400}", 0, "amount", OUT_OF_RANGE),
        bad("{\"amount\":-1e400}", 0, "amount", OUT_OF_RANGE),
        bad("{\"amount\":1.0000001e290}", 0, "amount", OUT_OF_RANGE),
        bad("{\"amount\":\"5\"}", 0, "amount", "must be a number, found a string"),
        bad("{\"amount\":null}", 0, "amount", "must be a number, found null"),
        bad("{\"amount\":true}", 0, "amount", "must be a number, found a boolean"),
        bad("{\"amount\":[]}", 0, "amount", "must be a number, found an array"),
        bad("{\"amount\":{}}", 0, "amount", "must be a number, found an object"),
        bad(
            "{\"amount\":0x10}",
            0,
            null,
            "is not valid JSON: Unexpected character ('x' (code 120)): was expecting comma to separate Object entries"),
        bad(
            "{\"amount\":+1}",
            0,
            "amount",
            "is not valid JSON: Unexpected character ('+' (code 43)) in numeric value: JSON spec does not allow numbers to have plus signs"),
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
            "is not valid JSON: Unexpected character ('}' (code 125)) in numeric value: Decimal point not followed by a digit"),
        bad(
            "{\"amount\":-}",
            0,
            "amount",
            "is not valid JSON: Unexpected character ('}' (code 125)) in numeric value: expected digit (0-9) to follow minus sign, for valid numeric value"),
        bad(
            "{\"amount\":1e}",
            0,
            "amount",
            "is not valid JSON: Unexpected character ('}' (code 125)) in numeric value: Exponent indicator not followed by a digit"),
        bad(
            "{\"amount\":1x}",
            0,
            null,
            "is not valid JSON: Unexpected character ('x' (code 120)): was expecting comma to separate Object entries"),
        bad(
            "{\"amount\":1_000}",
            0,
            null,
            "is not valid JSON: Unexpected character ('_' (code 95)): was expecting comma to separate Object entries"),
        bad(
            "{\"amount\":1,5}",
            0,
            null,
            "is not valid JSON: Unexpected character ('5' (code 53)): was expecting double-quote to start field name"),
        bad(
            "{\"amount\":'5'}",
            0,
            "amount",
            "is not valid JSON: Unexpected character (''' (code 39)): expected a valid value"),
        bad("{\"amount\":\"NaN\"}", 0, "amount", "must be a number, found a string"),
        bad("{\"amount\":1,\"amount\":2}", 0, "amount", "appears twice"),
        bad("{\"amount\":1,\"\\u0061mount\":2}", 0, "amount", "appears twice"),
        bad("{\"amount\":1,\"time\":1,\"time\":1}", 0, "time", "appears twice"),
        bad("{\"amount\":1,\"x\":2}", 0, "x", UNKNOWN),
        bad("{\"Amount\":1}", 0, "Amount", UNKNOWN),
        bad("{\"\":1}", 0, "", UNKNOWN),
        bad("{}", 0, "amount", "is missing"),
        bad("{\"time\":1}", 0, "amount", "is missing"),
        bad("{\"amount\":{\"amount\":1}}", 0, "amount", "must be a number, found an object"),
        bad("{\"event\":{\"amount\":1}}", 0, "event", UNKNOWN),
        bad("{\"amount\":1} x", 1, null, "is not valid JSON: Unrecognized token 'x'"),
        bad("[{\"amount\":1}] x", -1, null, "is not valid JSON: Unrecognized token 'x'"),
        bad(
            "[{\"amount\":1}][{\"amount\":1}]",
            -1,
            null,
            "trailing data after the JSON value; send many objects as an array or NDJSON"),
        bad(
            "[{\"amount\":1},]",
            1,
            null,
            "is not valid JSON: Unexpected character (']' (code 93)): expected a value"),
        bad(
            "{\"amount\":1,}",
            0,
            null,
            "is not valid JSON: Unexpected character ('}' (code 125)): was expecting double-quote to start field name"),
        bad(
            "[,{\"amount\":1}]",
            0,
            null,
            "is not valid JSON: Unexpected character (',' (code 44)): expected a value"),
        bad(
            "[{\"amount\":1} {\"amount\":2}]",
            1,
            null,
            "is not valid JSON: Unexpected character ('{' (code 123)): was expecting comma to separate Array entries"),
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
            "is not valid JSON: Unexpected character ('a' (code 97)): was expecting double-quote to start field name"),
        bad(
            "{'amount':1}",
            0,
            null,
            "is not valid JSON: Unexpected character (''' (code 39)): was expecting double-quote to start field name"),
        bad(
            "/*c*/{\"amount\":1}",
            0,
            null,
            "is not valid JSON: Unexpected character ('/' (code 47)): maybe a (non-standard) comment?"),
        bad(
            "{\"amount\":1}//c",
            1,
            null,
            "is not valid JSON: Unexpected character ('/' (code 47)): maybe a (non-standard) comment?"),
        bad(
            "#c\n{\"amount\":1}",
            0,
            null,
            "is not valid JSON: Unexpected character ('#' (code 35)): expected a valid value"),
        bad(
            "\u00ef\u00bb\u00bf\u00ef\u00bb\u00bf{\"amount\":1}",
            0,
            null,
            "is not valid JSON: Unexpected character ('\ufeff' (code 65279 / 0xfeff)): expected a valid value"),
        bad(
            "{\u0000\"\u0000a\u0000m\u0000o\u0000u\u0000n\u0000t\u0000\"\u0000:\u00001\u0000}\u0000",
            0,
            null,
            "is not valid JSON: Illegal character ((CTRL-CHAR, code 0)): only regular white space (\\r, \\n, \\t) is allowed between tokens"),
        bad(
            "\u0000{\u0000\"\u0000a\u0000m\u0000o\u0000u\u0000n\u0000t\u0000\"\u0000:\u00001\u0000}",
            0,
            null,
            "is not valid JSON: Illegal character ((CTRL-CHAR, code 0)): only regular white space (\\r, \\n, \\t) is allowed between tokens"),
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
            "is not valid JSON: Illegal character ((CTRL-CHAR, code 0)): only regular white space (\\r, \\n, \\t) is allowed between tokens"),
        bad(
            "{\"\\ud800\":1}",
            0,
            null,
            "is not valid JSON: Broken surrogate pair in field name: expected '\\' to start low surrogate, got 0x22"),
        bad("{\"amount\":1,\"time\":\"\\ud800\"}", 0, "time", TIME_FORM),
        bad(
            "{\"\\udc00\\ud800\":1}",
            0,
            null,
            "is not valid JSON: Unexpected low surrogate in field name: 0xdc00"),
        bad("{\"gr\u00c3\u00b6\u00c3\u009fe\":1}", 0, "gr\u00f6\u00dfe", UNKNOWN),
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
        bad("{\"\u00ed\u00a0\u0080\":1}", 0, null, "is not valid UTF-8"),
        bad("{\"amount\":1}\u00a0", 1, null, "is not valid UTF-8"),
        bad(
            "\u00c2\u00a0{\"amount\":1}",
            0,
            null,
            "is not valid JSON: Unexpected character ('\u00a0' (code 160)): expected a valid value"),
        bad("{\"amount\":1}\u00c3", 1, null, "is not valid UTF-8"),
        bad("{\"\u00e2\u0080\":1}", 0, null, "is not valid UTF-8"),
        bad(
            "{\"amount\":1}\u0000",
            1,
            null,
            "is not valid JSON: Illegal character ((CTRL-CHAR, code 0)): only regular white space (\\r, \\n, \\t) is allowed between tokens"),
        bad(
            "\u0000{\"amount\":1}",
            0,
            null,
            "is not valid JSON: Illegal character ((CTRL-CHAR, code 0)): only regular white space (\\r, \\n, \\t) is allowed between tokens"),
        bad(
            "{\"am\u0000ount\":1}",
            0,
            null,
            "is not valid JSON: Illegal unquoted character ((CTRL-CHAR, code 0)): has to be escaped using backslash to be included in name"),
        bad(
            "{\"amount\":\u00001}",
            0,
            "amount",
            "is not valid JSON: Illegal character ((CTRL-CHAR, code 0)): only regular white space (\\r, \\n, \\t) is allowed between tokens"),
        bad("{\"a\\u0000\":1}", 0, "a\ufffd", UNKNOWN),
        bad(
            "{\"a\nb\":1}",
            0,
            null,
            "is not valid JSON: Illegal unquoted character ((CTRL-CHAR, code 10)): has to be escaped using backslash to be included in name"),
        bad("", -1, null, "no event: send at least one"),
        bad(" \n\t ", -1, null, "no event: send at least one"),
        bad("[]", -1, null, "no event: send at least one"),
        bad("[[]]", 0, null, AN_OBJECT + "an array"),
        bad("[[{\"amount\":1}]]", 0, null, AN_OBJECT + "an array"),
        bad("[1]", 0, null, AN_OBJECT + "a number"),
        bad("[null]", 0, null, AN_OBJECT + "null"),
        bad("null", 0, null, AN_OBJECT + "null"),
        bad("5", 0, null, AN_OBJECT + "a number"),
        bad("\"x\"", 0, null, AN_OBJECT + "a string"),
        bad("true", 0, null, AN_OBJECT + "a boolean"),
        bad("[{\"amount\":1},{\"amount\":\"x\"}]", 1, "amount", "must be a number, found a string"),
        bad(
            "[{\"amount\":1},{\"amount\":1},{\"amount\":1,\"time\":-1}]",
            2,
            "time",
            "must lie between 1970-01-01 and 2261-12-31 in epoch milliseconds, not -1"),
        bad(
            "{\"amount\":1,\"time\":-1}",
            0,
            "time",
            "must lie between 1970-01-01 and 2261-12-31 in epoch milliseconds, not -1"),
        bad(
            "{\"amount\":1,\"time\":1.7e12}",
            0,
            "time",
            "must be whole epoch milliseconds or an RFC 3339 string, found a number"),
        bad(
            "{\"amount\":1,\"time\":1e12}",
            0,
            "time",
            "must be whole epoch milliseconds or an RFC 3339 string, found a number"),
        bad(
            "{\"amount\":1,\"time\":1700000000000.0}",
            0,
            "time",
            "must be whole epoch milliseconds or an RFC 3339 string, found a number"),
        bad(
            "{\"amount\":1,\"time\":9214646400000}",
            0,
            "time",
            "must lie between 1970-01-01 and 2261-12-31 in epoch milliseconds, not 9214646400000"),
        bad(
            "{\"amount\":1,\"time\":1700000000000000}",
            0,
            "time",
            "must lie between 1970-01-01 and 2261-12-31 in epoch milliseconds, not 1700000000000000;"
                + " it seems to be in microseconds"),
        bad(
            "{\"amount\":1,\"time\":99999999999999999999}",
            0,
            "time",
            "has too many digits for epoch milliseconds"),
        bad(
            "{\"amount\":1,\"time\":null}",
            0,
            "time",
            "must be whole epoch milliseconds or an RFC 3339 string, found null"),
        bad(
            "{\"amount\":1,\"time\":true}",
            0,
            "time",
            "must be whole epoch milliseconds or an RFC 3339 string, found a boolean"),
        bad(
            "{\"amount\":1,\"time\":\"2015-09-01T11:30:00\"}",
            0,
            "time",
            TIME_FORM + "; it names no zone"),
        bad("{\"amount\":1,\"time\":\"2015-09-01\"}", 0, "time", TIME_FORM + "; it names no zone"),
        bad(
            "{\"amount\":1,\"time\":\"+10000-01-01T00:00:00Z\"}",
            0,
            "time",
            "must lie between 1970-01-01 and 2261-12-31 in epoch milliseconds, not 253402300800000"),
        bad(
            "{\"amount\":1,\"time\":\"10000-01-01T00:00:00Z\"}",
            0,
            "time",
            "must lie between 1970-01-01 and 2261-12-31 in epoch milliseconds, not 253402300800000"),
        bad(
            "{\"amount\":1,\"time\":\"1969-12-31T23:59:59Z\"}",
            0,
            "time",
            "must lie between 1970-01-01 and 2261-12-31 in epoch milliseconds, not -1000"),
        bad(
            "{\"amount\":1,\"time\":\"2015-02-30T00:00:00Z\"}",
            0,
            "time",
            TIME_FORM + "; it is no date of the calendar"),
        bad("{\"amount\":1,\"time\":\"1700000000000\"}", 0, "time", TIME_FORM),
        bad("{\"amount\":1,\"time\":\"\"}", 0, "time", TIME_FORM),
        bad(
            "{\"amount\":1,\"time\":{}}",
            0,
            "time",
            "must be whole epoch milliseconds or an RFC 3339 string, found an object"),
        bad(
            "{\"amount\":1,\"time\":\"2015-09-01T11:30:00+19:00\"}",
            0,
            "time",
            TIME_FORM + "; it has no offset from -18:00 to +18:00"),
        bad(
            "{\"amount\":1}{\"amount\":2}",
            1,
            null,
            "follows another on the same line; NDJSON has one object a line"),
        bad(
            "{\"amount\":1}\n{\"amount\":2} {\"amount\":3}",
            2,
            null,
            "follows another on the same line; NDJSON has one object a line"),
        bad(
            "{\"amount\":1}\n{\n\"amount\":2}",
            1,
            null,
            "spans several lines; NDJSON has one object a line"),
        bad("{\"amount\":1}\n[{\"amount\":2}]", 1, null, AN_OBJECT + "an array"),
        bad("{\"amount\":1}\n5", 1, null, AN_OBJECT + "a number"),
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
            "is not valid JSON: Unexpected end-of-input: expected close marker for Object"),
        bad("[{\"amount\":1}]", LINES, 0, null, AN_OBJECT + "an array"),
        bad(
            "{\"amount\":1}\n{\"amount\":1}",
            JSON,
            -1,
            null,
            "trailing data after the JSON value; send many objects as an array or NDJSON"));
  }

  static Stream<Bad> large() {
    String digits = "1".repeat(1_001);
    String tooLong =
        "is beyond a limit: Number value length (%d) exceeds the maximum allowed (1000)";
    return Stream.of(
        bad("{\"amount\":" + "1".repeat(1_000) + "}", 0, "amount", OUT_OF_RANGE),
        bad("{\"amount\":" + digits + "}", 0, "amount", String.format(Locale.ROOT, tooLong, 1_001)),
        bad(
            "{\"amount\":0." + digits + "}",
            0,
            "amount",
            String.format(Locale.ROOT, tooLong, 1_002)),
        bad(
            "{\"amount\":1,\"time\":" + digits + "}",
            0,
            "time",
            String.format(Locale.ROOT, tooLong, 1_001)),
        bad("{\"amount\":1e" + "1".repeat(998) + "}", 0, "amount", OUT_OF_RANGE),
        bad("[".repeat(100_000), 0, null, AN_OBJECT + "an array"),
        bad("[".repeat(10_000_000), 0, null, AN_OBJECT + "an array"),
        bad("{\"amount\":" + "[".repeat(100_000), 0, "amount", "must be a number, found an array"),
        bad("{\"amount\":".repeat(100_000), 0, "amount", "must be a number, found an object"),
        bad("{\"x\":" + "[".repeat(100_000), 0, "x", UNKNOWN),
        bad("{\"" + "k".repeat(256) + "\":1}", 0, "k".repeat(200) + "…", UNKNOWN),
        bad(
            "{\"" + "k".repeat(257) + "\":1}",
            0,
            null,
            "is beyond a limit: Name length (257) exceeds the maximum allowed (256)"),
        bad(
            "{\"amount\":1,\"time\":\"" + "9".repeat(1_001) + "\"}",
            0,
            "time",
            "is beyond a limit: String value length (1001) exceeds the maximum allowed (1000)"));
  }

  static Stream<Good> good() {
    return Stream.of(
        good("{\"amount\":1e290}", 1.0E290, 42L),
        good("{\"amount\":-0}", 0.0, 42L),
        good("{\"amount\":-0.0}", 0.0, 42L),
        good("{\"amount\":1e-400}", 0.0, 42L),
        good("{\"amount\":5e-324}", 4.9E-324, 42L),
        good("{\"amount\":12345678901234567890123456789}", 1.2345678901234568E28, 42L),
        good("\u00ef\u00bb\u00bf{\"amount\":1}", 1.0, 42L),
        good("{\"amount\":1,\"time\":0}", 1.0, 0L),
        good("{\"amount\":1,\"time\":9214646399999}", 1.0, 9214646399999L),
        good("{\"amount\":1,\"time\":-0}", 1.0, 0L),
        good("{\"amount\":1,\"time\":\"2015-09-01T11:30:00Z\"}", 1.0, 1441107000000L),
        good("{\"amount\":1,\"time\":\"2015-09-01t11:30:00z\"}", 1.0, 1441107000000L),
        good("{\"amount\":1,\"time\":\"2015-09-01 11:30:00+00\"}", 1.0, 1441107000000L),
        good("{\"amount\":1,\"time\":\"2016-12-31T23:59:60Z\"}", 1.0, 1483228800000L),
        good("{\"amount\":1,\"time\":\"2015-08-31T24:00:00Z\"}", 1.0, 1441065600000L),
        good("{\"amount\":1,\"time\":\"2015-09-01T11:30:00.123456+02:00\"}", 1.0, 1441099800123L),
        good("{\"amount\":1,\"time\":\"2015-09-01T11:30Z\"}", 1.0, 1441107000000L),
        good("{\"amount\":1}\r\n\r\n{\"amount\":2}\r\n", 1.0, 42L, 2.0, 42L),
        good("{\"amount\":1}\r{\"amount\":2}", 1.0, 42L, 2.0, 42L),
        new Good("{\n\"amount\":1\n}", JSON, 1.0, 42L));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource({"bad", "large"})
  @DisplayName("hostile input is refused with index, field and reason, and the decoder works on")
  void refuses(Bad it) throws Exception {
    InvalidEventException e =
        assertThrows(
            InvalidEventException.class, () -> DECODER.decode(bytes(it.input()), it.format(), NOW));
    assertEquals(it.reason(), e.reason());
    assertEquals(it.index(), e.index());
    assertEquals(it.field(), e.field());
    assertEquals(new Event(7.2, NOW), DECODER.decodeOne(bytes("{\"amount\":7.2}"), NOW));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("good")
  @DisplayName("odd but valid input is taken as it is meant")
  void takes(Good it) throws Exception {
    EventBatch batch = DECODER.decode(bytes(it.input()), it.format(), NOW);
    double[] events = new double[2 * batch.size()];
    for (int i = 0; i < batch.size(); i++) {
      events[2 * i] = batch.amount(i);
      events[2 * i + 1] = batch.time(i);
    }
    assertArrayEquals(it.events(), events);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("charsets")
  @DisplayName("only UTF-8 is read, although JSON parsers detect other encodings")
  void otherCharsets(Charset charset) {
    byte[] body = "{\"amount\":1}".getBytes(charset);
    for (EventFormat format : EventFormat.values()) {
      InvalidEventException e =
          assertThrows(InvalidEventException.class, () -> DECODER.decode(body, format, NOW));
      assertEquals(0, e.index());
      assertNull(e.field());
    }
  }

  static Stream<Charset> charsets() {
    return Stream.of("UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32", "UTF-32LE", "IBM037")
        .map(Charset::forName);
  }

  @Test
  @DisplayName("a line of 10 MB is one event if it is one, and no more memory than its bytes")
  void longLine() throws Exception {
    byte[] body = bytes("{\"amount\":1" + " ".repeat(10_000_000) + "}");
    assertEquals(1, DECODER.decode(body, EITHER, NOW).size());
  }

  @Test
  @DisplayName("a record's value is exactly one event")
  void decodeOne() throws Exception {
    assertEquals(new Event(5, 7), DECODER.decodeOne(bytes("{\"amount\":5,\"time\":7}"), NOW));
    InvalidEventException e =
        assertThrows(
            InvalidEventException.class,
            () -> DECODER.decodeOne(bytes("{\"amount\":5}\n{\"amount\":6}"), NOW));
    assertEquals("expected one event, found 2", e.getMessage());
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, Event.MAX_TIME + 1, Long.MIN_VALUE, Long.MAX_VALUE})
  @DisplayName(
      "a record's value without a time is refused where the record has no valid one either")
  void noTimeAtAll(long now) throws Exception {
    assertEquals(new Event(5, 7), DECODER.decodeOne(bytes("{\"amount\":5,\"time\":7}"), now));
    InvalidEventException e =
        assertThrows(
            InvalidEventException.class, () -> DECODER.decodeOne(bytes("{\"amount\":5}"), now));
    assertEquals(
        "field 'time' is missing, and the record's own timestamp, " + now + ", is out of range",
        e.getMessage());
  }

  @Test
  @DisplayName("the message names index and field as far as they are known")
  void message() {
    assertEquals("event 3: field 'x' bad", new InvalidEventException(3, "x", "bad").getMessage());
    assertEquals("event 3: bad", new InvalidEventException(3, null, "bad").getMessage());
    assertEquals("bad", new InvalidEventException(-1, null, "bad").getMessage());
  }

  @Test
  @DisplayName("what the encoder writes is read back as the very same doubles")
  void roundTrip() throws Exception {
    Random random = new Random(20150901);
    for (int i = 0; i < 200_000; i++) {
      double amount = amount(random, i);
      long time = (long) (random.nextDouble() * Event.MAX_TIME);
      Event read = DECODER.decodeOne(EventEncoder.encode(amount, time), NOW);
      assertEquals(Double.doubleToLongBits(amount), Double.doubleToLongBits(read.amount()));
      assertEquals(time, read.time());
    }
  }

  /** In turn: any bit pattern in range, what the producer draws, and a few decimals. */
  private static double amount(Random random, int i) {
    return switch (i % 3) {
      case 0 -> {
        double any;
        do {
          any = Double.longBitsToDouble(random.nextLong()) + 0.0;
        } while (!(Math.abs(any) <= Event.MAX_AMOUNT));
        yield any;
      }
      case 1 -> random.nextDouble() * 10;
      default -> random.nextInt(-1_000_000, 1_000_000) / 100.0 + 0.0;
    };
  }
}
