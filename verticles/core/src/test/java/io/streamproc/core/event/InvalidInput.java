package io.streamproc.core.event;

import static io.streamproc.core.event.EventFormat.EITHER;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;

/** Checks that a decoder rejects input as expected, and continues to work. */
abstract class InvalidInput {
  static final long NOW = 42;
  static final String TIME_FORM =
      "must be epoch milliseconds or RFC 3339 with a zone, such as 2015-09-01T11:30:00Z";
  static final String AN_OBJECT = "expected an object such as {\"amount\": 7.2}, found ";
  static final String UNKNOWN = "is unknown; an event has 'amount' and optionally 'time'";
  static final String OUT_OF_RANGE = "is out of range: at most 1e290 in magnitude";

  /** One decoder for all cases, because it must work after any input. */
  static final EventDecoder DECODER = new EventDecoder();

  /** Rejected input; each character of the text is one byte. */
  record Bad(String input, EventFormat format, int index, String field, String reason) {
    @Override
    public String toString() {
      String shown = input.length() > 60 ? input.substring(0, 60) + "… (" + input.length() : input;
      return format + " " + shown.replaceAll("\\p{Cntrl}", "·") + " -> " + reason;
    }
  }

  static Bad bad(String input, int index, String field, String reason) {
    return new Bad(input, EITHER, index, field, reason);
  }

  static Bad bad(String input, EventFormat format, int index, String field, String reason) {
    return new Bad(input, format, index, field, reason);
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** Decodes the input, and then a valid event. */
  static void assertRefused(Bad it) throws Exception {
    InvalidEventException e =
        assertThrows(
            InvalidEventException.class, () -> DECODER.decode(bytes(it.input()), it.format(), NOW));
    assertEquals(it.reason(), e.reason());
    assertEquals(it.index(), e.index());
    assertEquals(it.field(), e.field());
    assertEquals(new Event(7.2, NOW), DECODER.decodeOne(bytes("{\"amount\":7.2}"), NOW));
  }
}
