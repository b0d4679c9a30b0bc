package io.streamproc.core.event;

import static io.streamproc.core.event.EventFormat.JSON;
import static io.streamproc.core.event.EventFormat.LINES;

import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Values other than events, and input beyond a limit. */
class InvalidBodiesTest extends InvalidInput {
  static Stream<Bad> bad() {
    return Stream.of(
        bad(
            "[{\"amount\":1}][{\"amount\":1}]",
            -1,
            null,
            "trailing data after the JSON value; send many objects as an array or NDJSON"),
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
        bad("{\"" + "k".repeat(200) + "\":1}", 0, "k".repeat(200), UNKNOWN),
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

  @ParameterizedTest(name = "{0}")
  @MethodSource({"bad", "large"})
  @DisplayName(
      "hostile input is rejected with index, field and reason, and the decoder continues to work")
  void refuses(Bad it) throws Exception {
    assertRefused(it);
  }
}
