package io.streamproc.producer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("Amounts")
class AmountsTest {
  private static final double PERIOD = 10_000;
  private static final int DRAWS = 100_000;

  static Stream<Arguments> examples() {
    return Stream.of(
        Arguments.of(
            Shape.UNIFORM,
            new double[] {7.415, 1.599, 2.786, 3.441, 0.38, 8.682, 2.184, 8.006, 3.399, 6.184}),
        Arguments.of(
            Shape.SINE,
            new double[] {5.458, 6.704, 8.383, 8.508, 6.473, 5.699, 2.113, 1.766, 0.891, 2.873}),
        Arguments.of(
            Shape.RANDOM_WALK,
            new double[] {5.12, 4.95, 4.84, 4.762, 4.531, 4.715, 4.574, 4.724, 4.644, 4.703}),
        Arguments.of(
            Shape.BURSTS,
            new double[] {0.639, 1.114, 1.376, 0.152, 3.472, 0.873, 9.202, 7.359, 2.473, 0.819}));
  }

  /** Pinned values: a seed in a user's script must give the same amounts in every release. */
  @ParameterizedTest
  @MethodSource("examples")
  @DisplayName("match these values for seed 42, one per second")
  void examplesOfAFixedSeed(Shape shape, double[] expected) {
    assertArrayEquals(expected, draw(shape, 42, 10, 1_000));
  }

  @ParameterizedTest
  @EnumSource(Shape.class)
  @DisplayName("lie in [0, 10) and have at most three decimals")
  void range(Shape shape) {
    for (double amount : draw(shape, 7, DRAWS, 50)) {
      assertTrue(amount >= 0 && amount < 10, shape + " gave " + amount);
      assertEquals(amount, Math.round(amount * 1_000) / 1_000.0, shape + " has more decimals");
    }
  }

  @ParameterizedTest
  @EnumSource(Shape.class)
  @DisplayName("lie on both sides of the threshold of 5")
  void bothSides(Shape shape) {
    double[] amounts = draw(shape, 7, DRAWS, 50);
    assertTrue(Arrays.stream(amounts).anyMatch(a -> a > 5));
    assertTrue(Arrays.stream(amounts).anyMatch(a -> a <= 5));
  }

  @ParameterizedTest
  @EnumSource(Shape.class)
  @DisplayName("are the same for the same seed and differ for another")
  void seeds(Shape shape) {
    assertArrayEquals(draw(shape, 1, 100, 50), draw(shape, 1, 100, 50));
    assertFalse(Arrays.equals(draw(shape, 1, 100, 50), draw(shape, 2, 100, 50)));
  }

  @Test
  @DisplayName("of the uniform shape fill each tenth of the range equally")
  void uniform() {
    int[] tenths = new int[10];
    for (double amount : draw(Shape.UNIFORM, 3, DRAWS, 1)) {
      tenths[(int) amount]++;
    }
    for (int count : tenths) {
      assertEquals(DRAWS / 10, count, 500); // five standard deviations of 95
    }
  }

  @Test
  @DisplayName("of the sine shape follow the sine to within the noise")
  void sine() {
    Amounts amounts = Amounts.of(Shape.SINE, PERIOD, 3);
    for (int i = 0; i < 1_000; i++) {
      double expected = 5 + 4 * Math.sin(2 * Math.PI * i * 50 / PERIOD);
      assertEquals(expected, amounts.next(i * 50), 0.951);
    }
  }

  @Test
  @DisplayName("of the random walk never step by more than a quarter")
  void randomWalk() {
    double[] amounts = draw(Shape.RANDOM_WALK, 3, DRAWS, 50);
    for (int i = 1; i < amounts.length; i++) {
      assertEquals(amounts[i - 1], amounts[i], 0.252);
    }
  }

  @Test
  @DisplayName("of bursts are loud once per period, for a fifth of it")
  void bursts() {
    Amounts amounts = Amounts.of(Shape.BURSTS, PERIOD, 3);
    for (int period = 0; period < 100; period++) {
      int loud = 0;
      int runs = 0;
      boolean before = false;
      for (int at = 0; at < PERIOD; at += 10) {
        double amount = amounts.next(period * PERIOD + at);
        assertTrue(amount < 4 || amount >= 6);
        boolean now = amount >= 6;
        loud += now ? 1 : 0;
        runs += now && !before ? 1 : 0;
        before = now;
      }
      assertEquals(200, loud, 1);
      assertEquals(1, runs);
    }
  }

  private static double[] draw(Shape shape, long seed, int count, double gap) {
    Amounts amounts = Amounts.of(shape, PERIOD, seed);
    double[] drawn = new double[count];
    for (int i = 0; i < count; i++) {
      drawn[i] = amounts.next(i * gap);
    }
    return drawn;
  }
}
