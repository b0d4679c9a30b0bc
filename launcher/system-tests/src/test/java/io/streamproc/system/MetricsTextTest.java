package io.streamproc.system;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.micrometer.core.instrument.Timer;
import io.streamproc.core.metrics.ProcessMeters;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The rules for the names of meters")
class MetricsTextTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "things       | counter | must end with _total if and only if it is a counter",
        "things_total | gauge   | must end with _total if and only if it is a counter",
        "things_count | gauge   | ends like a sample of a histogram",
        "delay_ms     | gauge   | names a unit that is no base unit",
        "delay_hours  | gauge   | names a unit that is no base unit",
        "camelCase    | gauge   | is not in snake case",
        "things       | untyped | has no type"
      })
  @DisplayName("are violated by these")
  void bad(String name, String type, String problem) {
    String text = "# HELP " + name + " text\n# TYPE " + name + " " + type + "\n" + name + " 1\n";
    assertEquals(List.of(name + " " + problem), new MetricsText(text).problems());
  }

  @Test
  @DisplayName("require a help text, and limit the series of a meter")
  void helpAndSeries() {
    String text =
        "# TYPE things gauge\n"
            + IntStream.range(0, 101)
                .mapToObj(i -> "things{client=\"" + i + "\"} 1\n")
                .collect(Collectors.joining());
    assertEquals(
        List.of("things has no help text", "things has 101 series"),
        new MetricsText(text).problems());
  }

  @Test
  @DisplayName("are met by the meters of the JVM; a histogram is one meter with its labels")
  void good() {
    var registry = ProcessMeters.create();
    Timer.builder("streamproc.test")
        .description("text")
        .tag("role", "r")
        .register(registry)
        .record(Duration.ofMillis(1));
    MetricsText text = new MetricsText(registry.scrape());
    assertEquals(List.of(), text.problems());
    var histogram = text.meters().get("streamproc_test_seconds");
    assertEquals("summary", histogram.type);
    assertEquals(Set.of("role"), histogram.labels);
    assertEquals(1, histogram.series.size());
  }
}
