package io.streamproc.core.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("An event")
class EventTest {
  @Test
  @DisplayName("holds amounts and times up to their limits, and nothing beyond")
  void limits() {
    double most = Event.MAX_AMOUNT;
    assertEquals(most, new Event(most, Event.MIN_TIME).amount());
    assertEquals(-most, new Event(-most, Event.MAX_TIME).amount());
    assertEquals(Event.MAX_TIME, new Event(0, Event.MAX_TIME).time());
    refused(Math.nextUp(most), 0);
    refused(-Math.nextUp(most), 0);
    refused(Double.NaN, 0);
    refused(Double.NEGATIVE_INFINITY, 0);
    refused(0, Event.MIN_TIME - 1);
    refused(0, Event.MAX_TIME + 1);
  }

  private static void refused(double amount, long time) {
    assertThrows(IllegalArgumentException.class, () -> new Event(amount, time));
  }

  @Test
  @DisplayName("that is invalid is named by index and field, where they are known")
  void invalid() {
    assertEquals(
        "event 0: field 'amount' is missing",
        new InvalidEventException(0, "amount", "is missing").getMessage());
    assertEquals("is no JSON", new InvalidEventException(-1, null, "is no JSON").getMessage());
  }
}
