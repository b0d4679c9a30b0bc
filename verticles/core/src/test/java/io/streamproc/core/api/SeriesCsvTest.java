package io.streamproc.core.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The series as CSV")
class SeriesCsvTest {
  private static JsonObject snapshot(long asOf) {
    JsonArray high = JsonArray.of(JsonArray.of(0, 2, 15.5, 7.25, 8.25));
    JsonArray low =
        JsonArray.of(JsonArray.of(0, 1, -3, -3, -3), JsonArray.of(1_000, 4, 1e22, 0, 1));
    return new JsonObject()
        .put("from", 0)
        .put("to", 2_000)
        .put("step", 1_000)
        .put("asOf", asOf)
        .put("series", new JsonObject().put("high", high).put("low", low));
  }

  @Test
  @DisplayName("have a line for each bucket, and say which may still get events")
  void lines() {
    assertEquals(
        """
        time,series,count,sum,min,max,mean,complete
        1970-01-01T00:00:00.000Z,high,2,15.5,7.25,8.25,7.75,true
        1970-01-01T00:00:00.000Z,low,1,-3,-3,-3,-3,true
        1970-01-01T00:00:01.000Z,low,4,1E+22,0,1,2500000000000000000000,false
        """,
        SeriesCsv.of(snapshot(3_499)));
    assertEquals(0, SeriesCsv.of(snapshot(3_500)).lines().filter(l -> l.endsWith("false")).count());
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "0, 0",
    "-0.0, 0",
    "5, 5",
    "100, 100",
    "7.25, 7.25",
    "1e-7, 0.0000001",
    "0.30000000000000004, 0.30000000000000004",
    "1e290, 1E+290",
    "-1e-300, -1E-300",
    "123456789012, 123456789012",
  })
  @DisplayName("have numbers that read back as the same ones")
  void numbers(double value, String text) {
    assertEquals(text, SeriesCsv.number(value));
    assertEquals(value + 0.0, Double.parseDouble(SeriesCsv.number(value)));
  }

  @Test
  @DisplayName("can't be made of something else")
  void malformed() {
    assertThrows(RuntimeException.class, () -> SeriesCsv.of(new JsonObject().put("answer", 42)));
  }
}
