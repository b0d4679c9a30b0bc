package io.streamproc.core.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.streamproc.core.series.SeriesQuery;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.AbstractMap.SimpleEntry;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A time")
class EventTimeTest {
  private static final EventDecoder DECODER = new EventDecoder();
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

  @ParameterizedTest
  @DisplayName("is read in each form in which programs write it")
  @CsvSource(
      delimiter = '|',
      value = {
        "2015-09-01T11:30:00Z|2015-09-01T11:30:00Z",
        "2015-09-01t11:30:00z|2015-09-01T11:30:00Z",
        "2015-09-01 11:30:00Z|2015-09-01T11:30:00Z",
        "2015-09-01_11:30:00Z|2015-09-01T11:30:00Z",
        "2015-09-01 11:30:00+00|2015-09-01T11:30:00Z",
        "2015-09-01 11:30:00-07|2015-09-01T18:30:00Z",
        "2015-09-01 11:30:00.5+05:30|2015-09-01T06:00:00.500Z",
        "2015-09-01T11:30:00+0000|2015-09-01T11:30:00Z",
        "2015-09-01T11:30:00 +0200|2015-09-01T09:30:00Z",
        "2015-09-01T11:30:00-00:00|2015-09-01T11:30:00Z",
        "2015-09-01 11:30:00 UTC|2015-09-01T11:30:00Z",
        "2015-09-01 11:30:00 utc|2015-09-01T11:30:00Z",
        "2015-09-01 11:30:00GMT|2015-09-01T11:30:00Z",
        "2015-09-01T11:30:00+05:59|2015-09-01T05:31:00Z",
        "2015-09-01T11:30:59+05:00:59|2015-09-01T06:30:00Z",
        "2015-09-01T11:30:00+18:00|2015-08-31T17:30:00Z",
        "2015-09-01T11:30:00-18:00|2015-09-02T05:30:00Z",
        "1990-01-01T00:53:28+00:53:28|1990-01-01T00:00:00Z",
        "1990-01-01T00:53:28+005328|1990-01-01T00:00:00Z",
        "2015-09-01T11:30Z|2015-09-01T11:30:00Z",
        "2015-09-01T11:30:00.1Z|2015-09-01T11:30:00.100Z",
        "2015-09-01T11:30:00.Z|2015-09-01T11:30:00Z",
        "2015-09-01T11:30:00,123Z|2015-09-01T11:30:00.123Z",
        "2015-09-01T11:30:00.123456789012Z|2015-09-01T11:30:00.123Z",
        "2015-09-01T11:30:00.9999999999999999999999999999999999Z|2015-09-01T11:30:00.999Z",
        "2016-12-31T23:59:60Z|2017-01-01T00:00:00Z",
        "2016-12-31T23:59:60.75Z|2017-01-01T00:00:00.750Z",
        "1990-12-31T15:59:60-08:00|1991-01-01T00:00:00Z",
        "2015-09-01T24:00:00Z|2015-09-02T00:00:00Z",
        "2015-09-01T24:00:00.000+02:00|2015-09-01T22:00:00Z",
        "2015-09-01T24:00Z|2015-09-02T00:00:00Z",
        "2016-02-29T00:00:00Z|2016-02-29T00:00:00Z",
        "+2015-09-01T00:00:00Z|2015-09-01T00:00:00Z",
        "1970-01-01T00:00:00Z|1970-01-01T00:00:00Z",
        "1969-12-31T23:59:59-00:01|1970-01-01T00:00:59Z",
        "2261-12-31T23:59:59.9999Z|2261-12-31T23:59:59.999Z",
        "1441107000000|2015-09-01T11:30:00Z",
      })
  void forms(String text, Instant expected) {
    assertEquals(expected.toEpochMilli(), EventTime.parse(text));
    assertEquals(outcome(() -> EventTime.parse(text)), viaQuery(text));
    if (!text.startsWith("14")) {
      assertEquals(outcome(() -> EventTime.parse(text)), viaDecoder(text));
      assertEquals(expected.toEpochMilli(), EventTime.parseLocal(text, BERLIN));
    }
  }

  @ParameterizedTest
  @DisplayName("is refused with what is wrong with it")
  @CsvSource(
      delimiter = '|',
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "2015-09-01T11:30:00|names no zone",
        "2015-09-01|names no zone",
        "2015-09-01 11:30|names no zone",
        "2015-09-01T11:30:00 02:00|%2B",
        "2015-09-01T11:30:00 0200|%2B",
        "2015-09-01T11:30:00+18:01|from -18:00 to +18:00",
        "2015-09-01T11:30:00+05:60|from -18:00 to +18:00",
        "2015-02-30T00:00:00Z|no date of the calendar",
        "2015-13-01T00:00:00Z|no date of the calendar",
        "1900-02-29T00:00:00Z|no date of the calendar",
        "2015-09-01T25:00:00Z|no time of the day",
        "2015-09-01T11:60:00Z|no time of the day",
        "2015-09-01T11:30:61Z|no time of the day",
        "2015-09-01T24:00:01Z|no time of the day",
        "2015-09-01T24:00:00.001Z|lies after 24:00",
        "2015-09-01T11:30:60Z|second 60",
        "2015-09-01T23:59:60+02:00|second 60",
        "-0044-03-15T12:00:00Z|must lie between 1970-01-01 and 2261-12-31",
        "0000-01-01T00:00:00Z|must lie between",
        "10000-01-01T00:00:00Z|must lie between",
        "+999999999-01-01T00:00:00Z|must lie between",
        "1969-12-31T23:59:59Z|must lie between",
        "2262-01-01T00:00:00Z|must lie between",
        "2015-9-1T11:30:00Z|must be epoch milliseconds or RFC 3339",
        "2015-09-01T11:30:00+2|must be epoch milliseconds or RFC 3339",
        "2015-09-01T11:30:00+02:|must be epoch milliseconds or RFC 3339",
        "2015-09-01T11:30:00+02:00x|must be epoch milliseconds or RFC 3339",
        "2015-09-01  11:30:00Z|must be epoch milliseconds or RFC 3339",
        " 2015-09-01T11:30:00Z|must be epoch milliseconds or RFC 3339",
        "2015-09-01T|must be epoch milliseconds or RFC 3339",
        "01/09/2015|must be epoch milliseconds or RFC 3339",
        "|must be epoch milliseconds or RFC 3339",
        "99999999999999999999|too many digits",
        "-1|must lie between",
      })
  void refused(String given, String reason) {
    String text = given == null ? "" : given;
    Exception e = assertThrows(IllegalArgumentException.class, () -> EventTime.parse(text));
    assertTrue(e.getMessage().contains(reason), e.getMessage());
    assertEquals(outcome(() -> EventTime.parse(text)), viaQuery(text));
  }

  @ParameterizedTest
  @DisplayName("without a zone is taken in the one that is given")
  @CsvSource({
    "2015-09-01 11:30:00, 2015-09-01T09:30:00Z",
    "2015-12-01 11:30:00, 2015-12-01T10:30:00Z",
    "2015-12-01 11:30:00+00, 2015-12-01T11:30:00Z",
    "2015-09-01, 2015-08-31T22:00:00Z",
    "2015-03-29 02:30:00, 2015-03-29T01:30:00Z", // skipped by summer time
    "2015-10-25 02:30:00, 2015-10-25T00:30:00Z", // twice at its end: the earlier
    "2017-01-01 00:59:60, 2017-01-01T00:00:00Z",
    "2015-09-01 24:00, 2015-09-01T22:00:00Z",
  })
  void local(String text, Instant expected) {
    assertEquals(expected.toEpochMilli(), EventTime.parseLocal(text, BERLIN));
  }

  /**
   * A grammar of valid and almost valid times. All entry points agree, and so does the JDK if it
   * can parse the text.
   */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  @DisplayName("means the same at every entry point")
  void sameEverywhere(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int read = 0;
    for (int i = 0; i < 4_000; i++) {
      String text = TimeGrammar.next(random);
      String ours = outcome(() -> EventTime.parse(text));
      assertEquals(ours, viaQuery(text), text);
      if (!text.matches("-?\\d+")) {
        assertEquals(ours, viaDecoder(text), text);
        String local = outcome(() -> EventTime.parseLocal(text, ZoneOffset.UTC));
        boolean noZone = ours.contains("names no zone");
        assertEquals(
            noZone || ours.matches("\\d+|must lie.*"), local.matches("\\d+|must lie.*"), text);
      }
      String jdk = jdk(text);
      if (jdk != null) {
        assertEquals(jdk, ours, text);
        read++;
      }
    }
    assertTrue(read > 200, "the JDK read " + read);
  }

  @Test
  @DisplayName("as a number tells its unit by its size")
  void units() {
    Instant now = Instant.parse("2015-09-01T11:30:00Z");
    long ms = now.toEpochMilli();
    assertEquals(EpochUnit.S, EpochUnit.guess(ms / 1_000).orElseThrow());
    assertEquals(EpochUnit.MS, EpochUnit.guess(ms).orElseThrow());
    assertEquals(EpochUnit.US, EpochUnit.guess(ms * 1_000).orElseThrow());
    assertEquals(EpochUnit.NS, EpochUnit.guess(ms * 1_000_000).orElseThrow());
    assertTrue(EpochUnit.guess(99_999_999).isEmpty());
    assertEquals(ms, EpochUnit.S.parse(Long.toString(ms / 1_000)));
    assertEquals(ms + 500, EpochUnit.S.parse(ms / 1_000 + ".5009"));
    assertEquals(ms, EpochUnit.S.parse("1.441107e+9"));
    assertEquals(ms, EpochUnit.US.parse(ms * 1_000 + 999 + ""));
    assertEquals(ms, EpochUnit.NS.parse(ms + "123456.7"));
    assertThrows(IllegalArgumentException.class, () -> EpochUnit.S.parse("99999999999999999"));
    assertThrows(IllegalArgumentException.class, () -> EpochUnit.S.parse("1e400000000"));
    assertThrows(IllegalArgumentException.class, () -> EpochUnit.MS.parse("-1"));
    assertThrows(IllegalArgumentException.class, () -> EpochUnit.MS.parse("x"));
  }

  private static String jdk(String text) {
    try {
      long millis = OffsetDateTime.parse(text).toInstant().toEpochMilli();
      return outcome(() -> EventTime.checked(millis));
    } catch (RuntimeException e) {
      return null;
    }
  }

  private interface Door {
    long read() throws Exception;
  }

  /** The time, or the reason without the parameter's name. */
  private static String outcome(Door door) {
    try {
      return Long.toString(door.read());
    } catch (InvalidEventException e) {
      return e.reason();
    } catch (Exception e) {
      return e.getMessage().replaceFirst("^'to' ", "");
    }
  }

  private static String viaDecoder(String text) {
    String json = "{\"amount\":1,\"time\":\"" + text + "\"}";
    return outcome(() -> DECODER.decodeOne(json.getBytes(StandardCharsets.UTF_8), -1).time());
  }

  /** A query's end is aligned to whole seconds, so it is shown by where it must lie. */
  private static String viaQuery(String text) {
    String ours = outcome(() -> EventTime.parse(text));
    String asked =
        outcome(
            () ->
                SeriesQuery.parse(
                        List.of(
                            new SimpleEntry<>("from", "-1".equals(text) ? "0" : null),
                            new SimpleEntry<>("to", text),
                            new SimpleEntry<>("step", "1s")),
                        0)
                    .range()
                    .to());
    if (!ours.matches("\\d+") || !asked.matches("\\d+")) {
      return asked.startsWith("'from' must lie before") ? ours : asked;
    }
    long time = Long.parseLong(ours);
    return Long.parseLong(asked) == Math.floorDiv(time + 999, 1_000L) * 1_000 ? ours : asked;
  }

  /** Times of all forms and of none. */
  private static final class TimeGrammar {
    private static final String[] SEPARATORS = {"T", "t", " ", "_", "T", "", "  ", "x"};
    private static final String[] ZONES = {
      "Z", "z", "+00", "+0000", "+00:00", "-07:00", "+0530", " UTC", " +0200", "", "+19:00", "+1",
      "-18:00"
    };
    private static final String[] FRACTIONS = {
      "", "", ".1", ",25", ".123456789", ".123456789012345", ".", ",", ".9999999999999999999"
    };

    private TimeGrammar() {}

    private static String next(SplittableRandom random) {
      if (random.nextInt(10) == 0) {
        return Long.toString(random.nextLong() >> random.nextInt(64));
      }
      LocalDateTime time =
          LocalDateTime.ofEpochSecond(
              random.nextLong(-1_000_000_000L, 10_000_000_000L), 0, ZoneOffset.UTC);
      String date = random.nextInt(20) == 0 ? "2016-12-31" : time.toLocalDate().toString();
      String clock = clock(random, time);
      String text = date + pick(random, SEPARATORS) + clock + pick(random, ZONES);
      return random.nextInt(20) == 0 ? damaged(random, text) : text;
    }

    private static String clock(SplittableRandom random, LocalDateTime time) {
      return switch (random.nextInt(12)) {
        case 0 -> "23:59:60" + pick(random, FRACTIONS);
        case 1 -> "24:00:00";
        case 2 -> "24:00";
        case 3 -> time.toLocalTime().toString().substring(0, 5);
        default -> time.toLocalTime().toString().substring(0, 5) + ":07" + pick(random, FRACTIONS);
      };
    }

    private static String damaged(SplittableRandom random, String text) {
      int at = random.nextInt(text.length());
      return text.substring(0, at) + (char) ('!' + random.nextInt(2) * 14) + text.substring(at + 1);
    }

    private static String pick(SplittableRandom random, String[] of) {
      return of[random.nextInt(of.length)];
    }
  }
}
