package io.streamproc.api.idempotency;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.streamproc.api.request.Accepted;
import io.streamproc.api.request.Problems;
import io.streamproc.api.request.Refusal;
import io.streamproc.core.event.InvalidEventException;
import io.streamproc.core.event.TimeWarning;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class OwnerReplyTest {
  static Stream<Refusal> refusals() {
    return Stream.of(
        Refusal.invalid(new InvalidEventException(3, "amount", "is missing")),
        Refusal.tooLarge(16),
        Refusal.keyReused(),
        Refusal.overloaded(),
        Refusal.kafkaUnavailable("no broker"),
        Refusal.intakeClosed("the disk is full"),
        Refusal.notStored("slow"),
        Refusal.unknown("slow"),
        Refusal.slotTaken());
  }

  private static JsonObject overTheBus(JsonObject json) {
    return new JsonObject(json.encode());
  }

  @ParameterizedTest
  @MethodSource("refusals")
  @DisplayName("a refusal is the same as if the owner had answered the client")
  void refused(Refusal refusal) {
    JsonObject reply = overTheBus(OwnerReply.encode(refusal));
    Refusal arrived = assertThrows(Refusal.class, () -> OwnerReply.decode(reply));
    assertEquals(refusal.reason(), arrived.reason());
    assertEquals(refusal.isSlotMoved(), arrived.isSlotMoved());
    assertEquals(Problems.of(refusal).toJson().encode(), Problems.of(arrived).toJson().encode());
  }

  @Test
  @DisplayName("a success contains its warning")
  void accepted() {
    TimeWarning warning = new TimeWarning(1, 2, 1_700_000_000L);
    for (Accepted sent : new Accepted[] {new Accepted(3, true), new Accepted(4, false, warning)}) {
      assertEquals(sent, OwnerReply.decode(overTheBus(OwnerReply.encode(sent))));
    }
  }

  @Test
  @DisplayName("replies of the previous version can be read, and are encoded identically")
  void earlierVersion() {
    String text =
        "{\"refused\":{\"reason\":\"NOT_STORED\",\"problem\":{\"type\":\"about:blank\",\"title\":\"Not"
            + " stored\",\"status\":503,\"detail\":\"nothing of this request was stored: another"
            + " instance took over\"},\"slotMoved\":true}}";
    Refusal refusal = assertThrows(Refusal.class, () -> OwnerReply.decode(new JsonObject(text)));
    assertTrue(refusal.isSlotMoved());
    assertEquals(Refusal.Reason.NOT_STORED, refusal.reason());
    assertEquals(Map.of(), refusal.members());
    assertEquals(text, OwnerReply.encode(refusal).encode());
    assertFalse(
        OwnerReply.decode(new JsonObject("{\"accepted\":1,\"replayed\":false}")).replayed());
  }
}
