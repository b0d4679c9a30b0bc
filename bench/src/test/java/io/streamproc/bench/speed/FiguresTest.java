package io.streamproc.bench.speed;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FiguresTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {"0.123; 0.12", "9.876; 9.88", "12.34; 12.3", "1234567.8; 1,234,568", "NaN; -"})
  @DisplayName("a number has three digits or more")
  void number(double value, String text) {
    assertEquals(text, Figures.number(value));
  }

  @Test
  @DisplayName("ratios have two decimals, percentages none")
  void ratio() {
    assertEquals("0.55", Figures.ratio(0.549));
    assertEquals("-", Figures.ratio(Double.NaN));
    assertEquals("42 %", Figures.percent(0.421));
    assertEquals("-", Figures.percent(Double.NaN));
  }
}
