package io.streamproc.system;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.streamproc.core.role.Role;
import io.streamproc.core.role.Roles;
import io.streamproc.core.series.Bucket;
import io.streamproc.core.series.SeriesName;
import io.streamproc.core.series.Step;
import io.streamproc.testkit.Eventually;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class ReplayIT {
  private static final Path FILE = Path.of("src/test/resources/replay/occupancy_t4013.csv");
  private static final String HOURS =
      "/api/series?from=2015-09-01T00:00:00Z&to=2015-10-01T00:00:00Z&step=1h";

  @TempDir private Path data;

  @Test
  @DisplayName(
      "a real series replayed with its own times is in the stores to the last event, hour by hour")
  void realSeries() throws Exception {
    SeriesOracle oracle = oracle();
    assertEquals(1_680, oracle.count(SeriesName.HIGH), "the file is as described");
    assertEquals(820, oracle.count(SeriesName.LOW), "the file is as described");
    try (Pipeline pipeline = new Pipeline(data)) {
      pipeline
          .with("event-producer.generator", false)
          .with("event-producer.replay-file", FILE.toAbsolutePath())
          .with("event-producer.replay-state", "none")
          .with("event-producer.replay-times", "original")
          .with("event-producer.replay-speed", "max");
      for (Role<?> role : Roles.all()) {
        pipeline.deploy(role.name());
      }
      String body =
          Eventually.get(
              Duration.ofSeconds(60),
              () -> pipeline.get(pipeline.aggregator() + HOURS).body(),
              answer ->
                  arrived(answer, SeriesName.HIGH, oracle)
                      && arrived(answer, SeriesName.LOW, oracle));
      for (SeriesName name : SeriesName.values()) {
        assertSame(oracle.buckets(name), SeriesOracle.answered(body, name));
      }
    }
  }

  private static boolean arrived(String answer, SeriesName name, SeriesOracle oracle) {
    return SeriesOracle.count(SeriesOracle.answered(answer, name)) >= oracle.count(name);
  }

  private static SeriesOracle oracle() throws Exception {
    SeriesOracle oracle = new SeriesOracle(Step.HOUR);
    for (String line : Files.readAllLines(FILE).subList(1, 2_501)) {
      String[] cells = line.split(",");
      LocalDateTime time = LocalDateTime.parse(cells[0].replace(' ', 'T'));
      oracle.add(Double.parseDouble(cells[1]), time.toInstant(ZoneOffset.UTC).toEpochMilli());
    }
    return oracle;
  }

  /** Sums may differ by the order of additions: at most one unit in the last place an addition. */
  private static void assertSame(List<Bucket> expected, List<Bucket> actual) {
    assertEquals(expected.size(), actual.size());
    for (int i = 0; i < expected.size(); i++) {
      Bucket e = expected.get(i);
      Bucket a = actual.get(i);
      assertEquals(e.start(), a.start());
      assertEquals(e.count(), a.count(), "count at " + e.start());
      assertEquals(e.min(), a.min());
      assertEquals(e.max(), a.max());
      assertEquals(e.sum(), a.sum(), e.count() * Math.ulp(e.sum()), "sum at " + e.start());
    }
  }
}
