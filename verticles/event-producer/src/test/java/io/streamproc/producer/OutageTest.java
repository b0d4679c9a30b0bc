package io.streamproc.producer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.streamproc.testkit.LoggedLines;
import io.streamproc.testkit.MovableClock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("An outage of the API")
class OutageTest {
  private static final long GRACE = Outage.START_GRACE.toMillis();

  private final MovableClock clock = new MovableClock(0);
  private final Outage outage = new Outage("http://api", clock);
  @RegisterExtension final LoggedLines log = LoggedLines.of(Outage.class);

  @Test
  @DisplayName("is not logged while the API may still be starting")
  void quietStart() {
    outage.failed("503");
    clock.advance(Duration.ofMillis(GRACE - 1));
    outage.failed("503");
    assertEquals(List.of(), log.lines());
    outage.recovered();
    outage.recovered();
    assertEquals(List.of("INFO event-api at http://api takes events"), log.lines());
  }

  @Test
  @DisplayName("during the start is logged once if it lasts, and so is its end")
  void longStart() {
    outage.failed("refused");
    clock.advance(Duration.ofMillis(GRACE));
    outage.failed("still refused");
    outage.failed("still refused");
    assertEquals(1, log.lines().size());
    assertTrue(
        log.lines()
            .get(0)
            .startsWith("WARN event-api at http://api takes no events since 1970-01-01"),
        log.lines().get(0));
    outage.recovered();
    assertEquals(
        "INFO event-api at http://api takes events again, after 10000 ms", log.lines().get(1));
  }

  @Test
  @DisplayName("after a success is logged at once, every time")
  void afterSuccess() {
    outage.recovered();
    for (int i = 0; i < 2; i++) {
      outage.failed("reset");
      outage.failed("reset");
      clock.advance(Duration.ofMillis(5));
      outage.recovered();
    }
    assertEquals(5, log.lines().size(), log.lines().toString());
    assertTrue(log.lines().get(1).startsWith("WARN"));
    assertTrue(log.lines().get(2).endsWith("takes events again, after 5 ms"));
  }

  @Test
  @DisplayName("is described as the cause of a loss")
  void describe() {
    assertTrue(outage.describe().contains("more slowly than they are made"));
    outage.failed("503 away");
    assertTrue(outage.describe().endsWith("last: 503 away"), outage.describe());
  }
}
