package io.streamproc.core.event;

import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Objects whose fields are no event. */
class InvalidFieldsTest extends InvalidInput {
  static Stream<Bad> bad() {
    return Stream.of(
        bad("{\"amount\":1e400}", 0, "amount", OUT_OF_RANGE),
        bad("{\"amount\":-1e400}", 0, "amount", OUT_OF_RANGE),
        bad("{\"amount\":1.0000001e290}", 0, "amount", OUT_OF_RANGE),
        bad("{\"amount\":\"5\"}", 0, "amount", "must be a number, found a string"),
        bad("{\"amount\":null}", 0, "amount", "must be a number, found null"),
        bad("{\"amount\":true}", 0, "amount", "must be a number, found a boolean"),
        bad("{\"amount\":[]}", 0, "amount", "must be a number, found an array"),
        bad("{\"amount\":{}}", 0, "amount", "must be a number, found an object"),
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
        bad("{\"amount\":1,\"time\":\"\\ud800\"}", 0, "time", TIME_FORM),
        bad("{\"gr\u00c3\u00b6\u00c3\u009fe\":1}", 0, "gr\u00f6\u00dfe", UNKNOWN),
        bad("{\"a\\u0000\":1}", 0, "a\ufffd", UNKNOWN),
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
            "must lie between 1970-01-01 and 2261-12-31 in epoch milliseconds,"
                + " not 1700000000000000;"
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
            "must lie between 1970-01-01 and 2261-12-31 in epoch milliseconds,"
                + " not 253402300800000"),
        bad(
            "{\"amount\":1,\"time\":\"10000-01-01T00:00:00Z\"}",
            0,
            "time",
            "must lie between 1970-01-01 and 2261-12-31 in epoch milliseconds,"
                + " not 253402300800000"),
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
            TIME_FORM + "; it has no offset from -18:00 to +18:00"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("bad")
  @DisplayName(
      "hostile input is rejected with index, field and reason, and the decoder continues to work")
  void refuses(Bad it) throws Exception {
    assertRefused(it);
  }
}
