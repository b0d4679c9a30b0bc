package io.streamproc.api.request;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.streamproc.api.request.Refusal.Reason;
import io.streamproc.core.event.InvalidEventException;
import java.util.EnumSet;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RefusalTest {
  @ParameterizedTest
  @EnumSource(Reason.class)
  @DisplayName("exactly the refusals with status 429 or 503 are temporary")
  void temporary(Reason reason) {
    Refusal refusal = new Refusal(reason, "title", "detail", Map.of(), false);
    int status = Problems.of(refusal).status();
    assertTrue(status >= 400 && status < 600);
    assertEquals(status == 429 || status == 503, reason.isTemporary());
  }

  @Test
  @DisplayName("members follow the problem's standard members, in their order")
  void members() {
    assertEquals(
        "{\"type\":\"about:blank\",\"title\":\"Invalid event\",\"status\":400,\"detail\":\"event 2:"
            + " field 'amount' is missing\",\"index\":2,\"field\":\"amount\"}",
        Problems.of(Refusal.invalid(new InvalidEventException(2, "amount", "is missing")))
            .toJson()
            .encode());
  }

  @Test
  @DisplayName(
      "after an unanswered attempt, a temporary refusal says that the events may be " + "stored")
  void orUnknown() {
    for (Reason reason : EnumSet.allOf(Reason.class)) {
      Refusal refusal = new Refusal(reason, "title", "detail", Map.of(), true);
      if (reason.isTemporary() && reason != Reason.NOT_ACKNOWLEDGED) {
        assertEquals(Reason.NOT_ACKNOWLEDGED, refusal.orUnknown().reason());
        assertTrue(refusal.orUnknown().isSlotMoved());
      } else {
        assertSame(refusal, refusal.orUnknown());
      }
    }
  }
}
