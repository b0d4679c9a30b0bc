package io.streamproc.bench.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class PrometheusTextTest {
  private static final String TEXT =
      """
      # HELP lag records
      # TYPE lag gauge
      lag 3.0
      memory_used{area="heap",id="old"} 1.5E9
      memory_used{area="heap",id="new"} 0.25
      memory_used{area="nonheap",id="x"} 7.0
      memory_used_max 99.0
      """;

  @Test
  @DisplayName("sums the samples of a meter, with all tags or some, and of no other meter")
  void sums() {
    assertEquals(1.5e9 + 7.25, PrometheusText.sum(TEXT, "memory_used"));
    assertEquals(1.5e9 + 0.25, PrometheusText.sum(TEXT, "memory_used", "area=\"heap\""));
    assertEquals(3, PrometheusText.sum(TEXT, "lag"));
    assertEquals(0, PrometheusText.sum(TEXT, "la"));
    assertEquals(0, PrometheusText.sum("", "lag"));
  }
}
