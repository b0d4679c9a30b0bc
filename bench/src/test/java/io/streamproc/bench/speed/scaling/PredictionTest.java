package io.streamproc.bench.speed.scaling;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.streamproc.bench.speed.Row;
import io.streamproc.bench.speed.Sample;
import io.streamproc.bench.speed.Usage;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class PredictionTest {
  private static Row row(String name, double rate, double own, double servers, double client) {
    double events = rate * 2;
    Usage usage = new Usage(own * events / 1e6, servers * events / 1e6, client * events / 1e6, 0);
    List<Sample> samples = List.of(new Sample(events, 2, usage));
    return new Row("drain", name, samples, samples, Optional.empty());
  }

  @Test
  @DisplayName("several processes are predicted from one, up to the cores of the machine")
  void predicts() {
    Prediction prediction = new Prediction(2);
    prediction.add(1, row("x 1", 100_000, 3, 5, 1), List.of(2.0));
    prediction.add(2, row("x 2", 160_000, 3, 6, 1), List.of(2.0));
    prediction.add(4, row("x 4", 200_000, 3, 5, 1), List.of(2.0));
    List<List<String>> rows = prediction.table().rows();
    assertEquals(
        List.of(
            "x 1",
            "100,000",
            "100,000 to 100,000",
            "100,000",
            "1.00",
            "3.00",
            "5.00",
            "2.00",
            "-",
            "10.0",
            "1.00"),
        rows.get(0));
    assertEquals("1.25", rows.get(1).get(4)); // 200,000 against 160,000
    assertEquals("0.91", rows.get(1).get(10)); // 10 against 11 microseconds
    assertEquals("200,000", rows.get(2).get(3)); // two cores at 10 microseconds
  }

  @Test
  @DisplayName("without stores, the servers are the broker, and the client's time counts")
  void ingest() {
    Prediction prediction = new Prediction(2);
    prediction.add(1, row("api x 1", 50_000, 16, 4, 5), List.of());
    assertEquals(
        List.of("16.0", "-", "4.00", "5.00", "25.0", "1.00"),
        prediction.table().rows().get(0).subList(5, 11));
  }
}
