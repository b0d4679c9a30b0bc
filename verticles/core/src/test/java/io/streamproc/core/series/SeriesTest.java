package io.streamproc.core.series;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.AbstractMap.SimpleEntry;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("The arithmetic of series:")
class SeriesTest {
  private static final long HOUR = 3_600_000;

  @ParameterizedTest
  @DisplayName("a step floors and ceils to its buckets")
  @CsvSource({
    "1s, 0, 0, 0",
    "1s, 1, 0, 1000",
    "1s, 999, 0, 1000",
    "1s, 1000, 1000, 1000",
    "1s, -1, -1000, 0",
    "5s, 12345, 10000, 15000",
    "10s, 1441107000000, 1441107000000, 1441107000000",
    "1m, 1441107059999, 1441107000000, 1441107060000",
    "5m, 1441107000001, 1441107000000, 1441107300000",
    "1h, 1441107000000, 1441105200000, 1441108800000",
    "1d, 1441107000000, 1441065600000, 1441152000000",
  })
  void buckets(String step, long time, long floor, long ceil) {
    assertEquals(floor, Step.of(step).floor(time));
    assertEquals(ceil, Step.of(step).ceil(time));
  }

  @Test
  @DisplayName("each step is a whole multiple of the one before and divides the day")
  void steps() {
    Step before = null;
    for (Step step : Step.values()) {
      assertEquals(step, Step.of(step.id()));
      assertEquals(0, Step.DAY.millis() % step.millis());
      assertTrue(before == null || step.millis() % before.millis() == 0);
      before = step;
    }
    assertEquals(
        "must be one of 1s 5s 10s 1m 5m 1h 1d auto",
        assertThrows(IllegalArgumentException.class, () -> Step.of("2s")).getMessage());
  }

  @ParameterizedTest
  @EnumSource(Step.class)
  @DisplayName("an aligned range holds the range and less than a bucket more on each side")
  void aligned(Step step) {
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 10_000; i++) {
      long from = random.nextLong(2_000_000_000_000L);
      long to = from + 1 + random.nextLong(HOUR * 48);
      TimeRange aligned = new TimeRange(from, to).align(step);
      assertTrue(aligned.from() <= from && from - aligned.from() < step.millis());
      assertTrue(aligned.to() >= to && aligned.to() - to < step.millis());
      assertEquals(0, aligned.from() % step.millis());
      assertEquals(aligned.to() - aligned.from(), aligned.buckets(step) * step.millis());
    }
  }

  @ParameterizedTest
  @DisplayName("the finest step that fits is chosen")
  @CsvSource({
    "0, 1, 1s",
    "0, 1000000, 1s",
    "0, 1000001, 5s",
    "500, 1000500, 5s",
    "0, 5000000, 5s",
    "0, 10000000, 10s",
    "0, 60000000, 1m",
    "0, 300000000, 5m",
    "0, 3600000000, 1h",
    "0, 3600000001, 1d",
    "0, 9214646399999, 1d",
  })
  void finest(long from, long to, String step) {
    assertEquals(Step.of(step), Step.finest(new TimeRange(from, to), 1_000));
  }

  @Test
  @DisplayName("a range must not be empty, and the union of two spans both")
  void ranges() {
    assertThrows(IllegalArgumentException.class, () -> new TimeRange(1, 1));
    assertThrows(IllegalArgumentException.class, () -> new TimeRange(2, 1));
    assertEquals(new TimeRange(1, 9), new TimeRange(1, 3).union(new TimeRange(7, 9)));
    assertEquals(new TimeRange(1, 9), new TimeRange(1, 9).union(new TimeRange(2, 3)));
  }

  @Test
  @DisplayName("merged buckets have the state of all their events")
  void merge() {
    Bucket merged = new Bucket(0, 2, 7, 3, 4).merge(new Bucket(1_000, 1, -1, -1, -1), 0);
    assertEquals(new Bucket(0, 3, 6, -1, 4), merged);
    assertEquals(2, merged.mean());
    assertThrows(IllegalArgumentException.class, () -> new Bucket(0, 0, 0, 0, 0));
  }

  @ParameterizedTest
  @DisplayName("a query is aligned outward, with defaults for what is absent")
  @CsvSource(
      nullValues = "-",
      value = {
        "-, -, -, 1700000000500, 1699999700000, 1700000001000, 1s",
        "-, 1000500, auto, 0, 700000, 1001000, 1s",
        "-, 100, -, 0, 0, 1000, 1s",
        "0, 3600000, 1m, 0, 0, 3600000, 1m",
        "1, 3600001, 1m, 0, 0, 3660000, 1m",
        "2015-09-01T11:30:00Z, 2015-09-01T13:30:00+01:00, 1h, 0, 1441105200000, 1441112400000, 1h",
        "0, 1000000, 1s, 0, 0, 1000000, 1s",
      })
  void query(String from, String to, String step, long now, long start, long end, String chosen) {
    assertEquals(
        new SeriesQuery(new TimeRange(start, end), Step.of(chosen)),
        SeriesQuery.parse(query(from, to, step), now));
  }

  @ParameterizedTest
  @DisplayName("a query is refused with the parameter named")
  @CsvSource(
      nullValues = "-",
      value = {
        "5, 5, 1s, from, 'from' must lie before 'to'",
        "6, 5, 1s, from, 'from' must lie before 'to'",
        "3600001, -, 1s, from, 'from' must lie before 'to'",
        "soon, 5, 1s, from, 'from' must be epoch milliseconds or RFC 3339",
        "0, -5, 1s, to, 'to' must lie between",
        "0, 1000, 2s, step, 'step' must be one of",
        "0, 1000, AUTO, step, 'step' must be one of",
        "0, 1000001, 1s, step, the range has 1001 buckets of 1s",
        "0, 9214646399999, auto, step, the range has 106651 buckets of 1d",
      },
      quoteCharacter = '`')
  void refused(String from, String to, String step, String parameter, String reason) {
    InvalidQueryException e = invalid(query(from, to, step));
    assertEquals(parameter, e.parameter());
    assertTrue(e.getMessage().contains(reason), e.getMessage());
  }

  @Test
  @DisplayName("a step is found by its width, and no step is made up")
  void ofMillis() {
    for (Step step : Step.values()) {
      assertEquals(step, Step.ofMillis(step.millis()));
    }
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> Step.ofMillis(1_001));
    assertEquals("no step of 1001 ms", e.getMessage());
  }

  @Test
  @DisplayName("a query that is refused for a value keeps what the reading of the value said")
  void cause() {
    InvalidQueryException time = invalid(query("soon", "5", "1s"));
    assertEquals("'from' " + time.getCause().getMessage(), time.getMessage());
    InvalidQueryException step = invalid(query("0", "1000", "2s"));
    assertEquals("'step' " + step.getCause().getMessage(), step.getMessage());
  }

  @Test
  @DisplayName("a query is refused for a parameter that is unknown or given more than once")
  void unknownOrRepeated() {
    InvalidQueryException unknown = invalid(List.of(Map.entry("From", "1")));
    assertEquals("From", unknown.parameter());
    assertEquals("unknown parameter 'From', there are [from, to, step]", unknown.getMessage());
    assertEquals("limit", invalid(List.of(new SimpleEntry<>("limit", null))).parameter());
    InvalidQueryException twice =
        invalid(List.of(Map.entry("step", "1s"), Map.entry("to", "5"), Map.entry("step", "1s")));
    assertEquals("step", twice.parameter());
    assertEquals("'step' is given more than once", twice.getMessage());
  }

  private static InvalidQueryException invalid(List<Map.Entry<String, String>> parameters) {
    return assertThrows(InvalidQueryException.class, () -> SeriesQuery.parse(parameters, HOUR));
  }

  private static List<Map.Entry<String, String>> query(String from, String to, String step) {
    return List.of(
        new SimpleEntry<>("from", from),
        new SimpleEntry<>("to", to),
        new SimpleEntry<>("step", step));
  }

  @Test
  @DisplayName("the value of the threshold itself is low")
  void threshold() {
    Threshold threshold = new Threshold(5);
    assertEquals(SeriesName.LOW, threshold.seriesOf(5));
    assertEquals(SeriesName.HIGH, threshold.seriesOf(Math.nextUp(5.0)));
    assertEquals(SeriesName.LOW, threshold.seriesOf(-7));
  }

  @Test
  @DisplayName("a series is known by its id")
  void names() {
    assertEquals(List.of("high", "low"), List.of(SeriesName.HIGH.id(), SeriesName.LOW.id()));
    assertEquals(SeriesName.LOW, SeriesName.of("low"));
    assertThrows(IllegalArgumentException.class, () -> SeriesName.of("middle"));
  }
}
