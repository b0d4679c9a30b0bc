package io.streamproc.producer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.streamproc.testkit.MovableClock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

@DisplayName("An outage of the API")
class OutageTest {
  private static final long PATIENCE = Outage.START_PATIENCE.toMillis();

  private final MovableClock clock = new MovableClock(0);
  private final Outage outage = new Outage("http://api", clock);
  private final Logger logger = (Logger) LoggerFactory.getLogger(Outage.class);
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();

  @BeforeEach
  void listen() {
    log.start();
    logger.addAppender(log);
  }

  @AfterEach
  void stopListening() {
    logger.detachAppender(log);
  }

  @Test
  @DisplayName("at the start is the API starting too: nothing is said until it takes events")
  void quietStart() {
    outage.failed("503");
    clock.advance(Duration.ofMillis(PATIENCE - 1));
    outage.failed("503");
    assertEquals(List.of(), lines());
    outage.over();
    outage.over();
    assertEquals(List.of("INFO event-api at http://api takes events"), lines());
  }

  @Test
  @DisplayName("at the start that lasts is told once, and its end too")
  void longStart() {
    outage.failed("refused");
    clock.advance(Duration.ofMillis(PATIENCE));
    outage.failed("still refused");
    outage.failed("still refused");
    assertEquals(1, lines().size());
    assertTrue(
        lines().get(0).startsWith("WARN event-api at http://api takes no events since 1970-01-01"),
        lines().get(0));
    outage.over();
    assertEquals("INFO event-api at http://api takes events again, after 10000 ms", lines().get(1));
  }

  @Test
  @DisplayName("once it has worked is told at once, each time anew")
  void afterSuccess() {
    outage.over();
    for (int i = 0; i < 2; i++) {
      outage.failed("reset");
      outage.failed("reset");
      clock.advance(Duration.ofMillis(5));
      outage.over();
    }
    assertEquals(5, lines().size(), lines().toString());
    assertTrue(lines().get(1).startsWith("WARN"));
    assertTrue(lines().get(2).endsWith("takes events again, after 5 ms"));
  }

  @Test
  @DisplayName("is the cause of a loss, in words")
  void describe() {
    assertTrue(outage.describe().contains("more slowly than they are made"));
    outage.failed("503 away");
    assertTrue(outage.describe().endsWith("last: 503 away"), outage.describe());
  }

  private List<String> lines() {
    return log.list.stream()
        .map(event -> event.getLevel() + " " + event.getFormattedMessage())
        .toList();
  }
}
