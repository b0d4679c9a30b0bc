package io.streamproc.core.event;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The encoder of events")
class EventEncoderTest {
  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** The digits of an integer must be those of Java's shortest form. */
  private static void assertShortest(double amount, long time) {
    String encoded = text(EventEncoder.encode(amount, time));
    assertEquals(text(EventEncoder.encodeAny(amount, time)), encoded);
    assertEquals("{\"amount\":" + amount + ",\"time\":" + time + "}", encoded);
  }

  @ParameterizedTest
  @CsvSource({
    "7.2, 1700000000000, 7.2",
    "5, 0, 5.0",
    "-0.05, 9, -0.05",
    "0, 10, 0.0",
    "100, 99, 100.0",
    "1.25, 100, 1.25",
    "-9999999.999, 9214646399999, -9999999.999",
    "1e7, 1, 1.0E7",
    "0.0001, 1, 1.0E-4"
  })
  @DisplayName("writes the shortest digits in Java's form")
  void examples(double amount, long time, String digits) {
    assertEquals(
        "{\"amount\":" + digits + ",\"time\":" + time + "}",
        text(EventEncoder.encode(amount, time)));
  }

  @ParameterizedTest
  @ValueSource(
      doubles = {
        0.001,
        0.0009999999999999998,
        0.0010000000000000002,
        0.0005,
        9999999.9995,
        9999999.999,
        1e7,
        1e22,
        1e290,
        4.9e-324,
        0.1,
        0.30000000000000004,
        2.675,
        1.0005,
        123456.7895
      })
  @DisplayName("keeps the form at the limits of the fast path")
  void limits(double amount) {
    for (double near : new double[] {amount, Math.nextUp(amount), Math.nextDown(amount)}) {
      double one = near + 0.0; // an event has no negative zero
      double negative = 0.0 - one;
      assertEquals(
          text(EventEncoder.encodeAny(one, 1)), text(EventEncoder.encode(one, 1)), () -> "" + one);
      assertEquals(
          text(EventEncoder.encodeAny(negative, 1)),
          text(EventEncoder.encode(negative, 1)),
          () -> "" + negative);
    }
  }

  @Test
  @DisplayName("writes decimals as Java's shortest form does")
  void decimals() {
    SplittableRandom random = new SplittableRandom(11);
    for (int i = 0; i < 200_000; i++) {
      int scale = new int[] {1, 10, 100, 1_000, 10_000}[random.nextInt(5)];
      double amount = random.nextLong(-10_000_000L * scale, 10_000_000L * scale) / (double) scale;
      String expected = text(EventEncoder.encodeAny(amount, i));
      assertEquals(expected, text(EventEncoder.encode(amount, i)));
    }
  }

  @Test
  @DisplayName("writes thousandths as Java does")
  void thousandths() {
    for (int i = 1; i < 20_000; i++) {
      assertShortest(i / 1_000.0, 1_700_000_000_000L + i);
    }
  }
}
