package io.streamproc.bench.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class SummaryTest {
  @Test
  @DisplayName("median, lowest and highest do not depend on the order")
  void ofUnsorted() {
    assertEquals(new Summary(3, 1, 9), Summary.of(List.of(9.0, 1.0, 3.0)));
  }

  @Test
  @DisplayName("of an even number of values the median is the upper one of the two in the middle")
  void ofEvenNumber() {
    assertEquals(new Summary(3, 1, 9), Summary.of(List.of(9.0, 1.0, 3.0, 2.0)));
  }

  @Test
  @DisplayName("the spread is a part of the median")
  void spread() {
    assertEquals(0.15, Summary.of(List.of(95.0, 100.0, 110.0)).spread(), 1e-9);
    assertEquals(0, Summary.of(List.of(7.0)).spread());
  }

  @Test
  @DisplayName("no values have no summary")
  void ofNothing() {
    assertThrows(IndexOutOfBoundsException.class, () -> Summary.of(List.of()));
  }
}
