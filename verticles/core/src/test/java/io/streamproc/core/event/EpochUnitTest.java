package io.streamproc.core.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The unit of an epoch number")
class EpochUnitTest {
  @ParameterizedTest
  @CsvSource({
    "100000000, S",
    "9999999999, S",
    "10000000000, MS",
    "9999999999999, MS",
    "10000000000000, US",
    "9999999999999999, US",
    "10000000000000000, NS",
    "9223372036854775807, NS"
  })
  @DisplayName("is guessed by the number of digits")
  void guessed(long epoch, EpochUnit expected) {
    assertEquals(Optional.of(expected), EpochUnit.guess(epoch));
  }

  @Test
  @DisplayName("can't be guessed for small numbers")
  void unknown() {
    assertEquals(Optional.empty(), EpochUnit.guess(99_999_999));
    assertEquals(Optional.empty(), EpochUnit.guess(-1));
  }

  @ParameterizedTest
  @CsvSource({
    "S, 1700000000, 1700000000000",
    "S, 1700000000.1239, 1700000000123",
    "S, 1.7e9, 1700000000000",
    "MS, 09, 9",
    "MS, 7.9, 7",
    "US, 7999, 7",
    "US, 7999.9, 7",
    "NS, 7999999, 7",
    "NS, 1.7e18, 1700000000000"
  })
  @DisplayName("converts to milliseconds; finer parts are cut off")
  void parsed(EpochUnit unit, String text, long millis) {
    assertEquals(millis, unit.parse(text));
  }

  @Test
  @DisplayName("reads at most 100 digits, also written out")
  void length() {
    assertEquals(7, EpochUnit.MS.parse("0".repeat(99) + "7"));
    assertThrows(IllegalArgumentException.class, () -> EpochUnit.MS.parse("0".repeat(100) + "7"));
    assertEquals(0, EpochUnit.MS.parse("1e-99"));
    assertThrows(IllegalArgumentException.class, () -> EpochUnit.MS.parse("1e999999999"));
    assertThrows(IllegalArgumentException.class, () -> EpochUnit.MS.parse("1:2"));
    assertThrows(IllegalArgumentException.class, () -> EpochUnit.MS.parse("1/2"));
  }

  @Test
  @DisplayName("has a short and a long name")
  void names() {
    assertEquals("us", EpochUnit.US.id());
    assertEquals("microseconds", EpochUnit.US.words());
  }
}
