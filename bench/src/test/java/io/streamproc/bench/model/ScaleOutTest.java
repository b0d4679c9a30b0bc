package io.streamproc.bench.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScaleOutTest {
  @ParameterizedTest
  @CsvSource({"1, 100000", "2, 200000", "4, 250000", "8, 250000"})
  @DisplayName("the rate grows with the processes until every core is busy")
  void rate(int processes, double expected) {
    assertEquals(expected, new ScaleOut(100_000, 8, 2).rate(processes));
  }
}
