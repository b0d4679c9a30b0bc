package io.streamproc.producer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.streamproc.producer.file.ReplayFormat;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The timeline of a replay")
class ReplayTimelineTest {
  private static final long FIRST = 1_000_000;
  private static final long START = 5_000_000;

  /** The last column is the time sent, when an event is taken at its due time or at the start. */
  @ParameterizedTest
  @DisplayName("divides the gaps by the speed")
  @CsvSource({
    "1, ORIGINAL, 0, 5000000, 1000000",
    "1, ORIGINAL, 60000, 5060000, 1060000",
    "10, ORIGINAL, 60000, 5006000, 1060000",
    "0.5, ORIGINAL, 60000, 5120000, 1060000",
    "Infinity, ORIGINAL, 60000, 5000000, 1060000",
    "1, NOW, 0, 5000000, 5000000",
    "1, NOW, 60000, 5060000, 5060000",
    "10, NOW, 60000, 5006000, 5006000",
    "10, NOW, -60000, 4994000, 4994000",
    "0.001, NOW, -60000, -55000000, 0",
    "0.001, NOW, 9214646399, 9214651399000, 9214646399999",
    "Infinity, NOW, 60000, 5000000, 5000000",
  })
  void table(double speed, ReplayTimes times, long gap, long due, long sent) {
    ReplayTimeline timeline =
        new ReplayTimeline(
            new ReplaySettings("f", speed, times, false, "none", false, ReplayFormat.DEFAULT),
            START,
            FIRST);
    assertEquals(due, timeline.due(FIRST + gap));
    assertEquals(sent, timeline.timeOf(FIRST + gap, Math.max(START, due)));
  }
}
