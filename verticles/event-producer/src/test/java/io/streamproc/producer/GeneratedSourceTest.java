package io.streamproc.producer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.streamproc.core.settings.Settings;
import io.streamproc.testkit.MovableClock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The source of generated events")
class GeneratedSourceTest {
  private static final long NOW = 1_700_000_000_000L;

  private final MovableClock clock = new MovableClock(NOW);
  private final EventBuffer buffer = new EventBuffer(100, new DropLog(() -> "test"));

  private GeneratedSource source(String... more) {
    return source(buffer, more);
  }

  private GeneratedSource source(EventBuffer events, String... more) {
    Map<String, String> values = new HashMap<>();
    values.put("event-producer.batch-max", "3");
    values.put("event-producer.linger", "100ms");
    for (int i = 0; i < more.length; i += 2) {
      values.put("event-producer." + more[i], more[i + 1]);
    }
    return new GeneratedSource(events, ProducerSettings.read(Settings.of(values)), clock);
  }

  @Test
  @DisplayName("sends a batch when its oldest event has waited for the linger time")
  void lingers() {
    GeneratedSource source = source();
    assertFalse(source.ready());
    buffer.offer(1, clock.millis());
    clock.advance(Duration.ofMillis(99));
    buffer.offer(2, clock.millis());
    assertFalse(source.ready());
    clock.advance(Duration.ofMillis(1));
    assertTrue(source.ready());
    assertEquals(2, source.take(3).result().events().size());
    assertFalse(source.ready());
  }

  @Test
  @DisplayName("sends a full batch at once")
  void full() {
    GeneratedSource source = source();
    for (int i = 0; i < 4; i++) {
      buffer.offer(i, clock.millis());
    }
    assertTrue(source.ready());
    assertEquals(3, source.take(3).result().events().size());
    assertFalse(source.ready());
  }

  @Test
  @DisplayName("sends its events at once when the buffer has no room for a full batch")
  void noRoom() {
    EventBuffer small = new EventBuffer(2, new DropLog(() -> "test"));
    GeneratedSource source = source(small);
    small.offer(1, clock.millis());
    assertFalse(source.ready());
    small.offer(2, clock.millis());
    assertTrue(source.ready());
    assertEquals(2, source.take(3).result().events().size());
    assertFalse(source.ready(), "all are in flight");
  }

  @Test
  @DisplayName(
      "does not wait during a stop, without a linger time, or after the clock was set " + "back")
  void doesNotWait() {
    buffer.offer(1, clock.millis());
    assertTrue(source("linger", "0").ready());
    GeneratedSource source = source();
    assertFalse(source.ready());
    for (Duration step : List.of(Duration.ofMillis(1), Duration.ofHours(1))) {
      clock.advance(step.negated());
      assertTrue(source.ready(), "set back by " + step);
      clock.advance(step);
      assertFalse(source.ready());
    }
    source.stopping();
    assertTrue(source.ready());
  }

  @Test
  @DisplayName("gives each batch of each run its own key, or no keys at all")
  void keys() {
    GeneratedSource source = source();
    String first = source.take(1).result().key();
    assertTrue(first.startsWith("producer-"));
    assertNotEquals(first, source.take(1).result().key());
    assertNotEquals(first, source().take(1).result().key());
    assertNull(source("idempotent", "false").take(1).result().key());
  }
}
