package io.streamproc.core.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The scanner of plain events")
class EventScannerTest {
  private static final long NOW = 5;

  private final EventDecoder decoder = new EventDecoder();

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** What the scanner reads must be what the parser reads. */
  private void assertSame(String text) throws InvalidEventException {
    Event scanned = EventScanner.read(bytes(text));
    assertNotNull(scanned, text);
    Event parsed = decoder.parseOne(bytes(text), -1);
    assertEquals(parsed, scanned, text);
    assertEquals(
        Double.doubleToRawLongBits(parsed.amount()),
        Double.doubleToRawLongBits(scanned.amount()),
        text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "7.2",
        "0",
        "-0",
        "0.0",
        "-0.0",
        "5",
        "-5",
        "0.1",
        "123456789012345",
        "0.00000000000001",
        "12345678.9012345",
        "-999999999999.999",
        "1.50",
        "100"
      })
  @DisplayName("reads amounts of up to 15 digits as the parser does")
  void amounts(String amount) throws InvalidEventException {
    assertSame("{\"amount\":" + amount + ",\"time\":1700000000000}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "1", "1700000000000", "9214646399999"})
  @DisplayName("reads every valid time")
  void times(String time) throws InvalidEventException {
    assertSame("{\"amount\":7.2,\"time\":" + time + "}");
  }

  @Test
  @DisplayName("reads a space after colons and commas, as many encoders write it")
  void spaces() throws InvalidEventException {
    assertSame("{\"amount\": 7.2, \"time\": 1700000000000}");
  }

  private static String scanned(String body, boolean lines) {
    EventBatch out = new EventBatch(1);
    return EventScanner.read(bytes(body), 0, lines, NOW, out) ? text(out) : "left to the parser";
  }

  private static String text(EventBatch events) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < events.size(); i++) {
      text.append(events.amount(i)).append('@').append(events.time(i)).append(' ');
    }
    return text.toString();
  }

  /** What the scanner reads must be what the parser reads. */
  private void assertSameRequest(String body, boolean lines) throws InvalidEventException {
    EventBatch parsed = new EventBatch(1);
    decoder.parse(bytes(body), 0, lines, NOW, parsed);
    assertEquals(text(parsed), scanned(body, lines), body);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"amount\":7.2}",
        "{\"amount\":7.2}\n",
        "{\"amount\":7.2}\r\n",
        "{\"amount\":7.2}\n{\"amount\":-0,\"time\":3}",
        "{\"amount\": 7.2, \"time\": 1}\r\n{\"amount\":8}\r\n{\"amount\":9}\n"
      })
  @DisplayName("reads requests of lines as the parser does")
  void lines(String body) throws InvalidEventException {
    assertSameRequest(body, true);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"amount\":7.2}",
        "{\"amount\":7.2,\"time\":5}\n",
        "[{\"amount\":7.2}]",
        "[{\"amount\":7.2},{\"amount\":-0.5,\"time\":3}]\n",
        "[{\"amount\": 7.2}, {\"amount\": 8}, {\"amount\": 9}]"
      })
  @DisplayName("reads requests of JSON as the parser does")
  void json(String body) throws InvalidEventException {
    assertSameRequest(body, false);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\n",
        "[{\"amount\":7}]",
        "{\"amount\":7}{\"amount\":8}",
        "{\"amount\":7} {\"amount\":8}",
        "{\"amount\":7}\n\n{\"amount\":8}",
        "{\"amount\":7}\r{\"amount\":8}",
        "{\"amount\":7}\n{\"amount\":8",
        "{\"amount\":7}\n{\"amount\":1e3}",
        "{\"amount\":7}\n{\"time\":1,\"amount\":8}\n"
      })
  @DisplayName("leaves other lines to the parser, also after lines that it can read")
  void otherLines(String body) {
    assertEquals("left to the parser", scanned(body, true), body);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "[",
        "[{\"amount\":7}",
        "[{\"amount\":7},]",
        "[{\"amount\":7}]]",
        "[{\"amount\":7} ]",
        "[{\"amount\":7},\n{\"amount\":8}]",
        "[[{\"amount\":7}]]",
        "{\"amount\":7},{\"amount\":8}",
        "{\"amount\":7}\n{\"amount\":8}",
        "{\"amount\":7}]"
      })
  @DisplayName("leaves other JSON to the parser")
  void otherJson(String body) {
    assertEquals("left to the parser", scanned(body, false), body);
  }

  @Test
  @DisplayName("leaves no event behind when the parser takes over")
  void takesOver() throws InvalidEventException {
    byte[] body = bytes("{\"amount\":7}\n{\"amount\":1e3}\n{\"amount\":9}\n");
    assertEquals("7.0@5 1000.0@5 9.0@5 ", text(decoder.decode(body, EventFormat.LINES, NOW)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "{\"amount\":",
        "{\"amount\":}",
        "{\"amount\":-",
        "{\"amount\":7",
        "{\"amount\":7}",
        "{\"amount\":07,\"time\":1}",
        "{\"amount\":.7,\"time\":1}",
        "{\"amount\":7.,\"time\":1}",
        "{\"amount\":+7,\"time\":1}",
        "{\"amount\":--7,\"time\":1}",
        "{\"amount\":1e3,\"time\":1}",
        "{\"amount\":1234567890123456,\"time\":1}",
        "{\"amount\":0.123456789012345678901234567890,\"time\":1}",
        "{\"amount\":99999999999999999999999999999999,\"time\":1}",
        "{\"amount\":7,\"time\":}",
        "{\"amount\":7,\"time\":01}",
        "{\"amount\":7,\"time\":-1}",
        "{\"amount\":7,\"time\":1.5}",
        "{\"amount\":7,\"time\":9214646400000}",
        "{\"amount\":7,\"time\":99999999999999999999999999999}",
        "{\"amount\":7,\"time\":1",
        "{\"amount\":7,\"time\":1}}",
        "{\"amount\":7,\"time\":1} ",
        "{\"amount\":7,\"time\":1,\"amount\":8}",
        "{\"amount\":  7,\"time\":1}",
        "{\"amount\" :7,\"time\":1}",
        "{ \"amount\":7,\"time\":1}",
        "{\"amount\":7 ,\"time\":1}",
        "{\"amount\":7,  \"time\":1}",
        "{\"amount\":\t7,\"time\":1}",
        "{\"amount\":7,}",
        "{\"time\":1,\"amount\":7}",
        "\uFEFF{\"amount\":7,\"time\":1}"
      })
  @DisplayName("leaves every other form to the parser")
  void otherForms(String text) {
    assertNull(EventScanner.read(bytes(text)), text);
  }

  @Test
  @DisplayName("reads what the encoder writes of ordinary amounts")
  void random() throws InvalidEventException {
    SplittableRandom random = new SplittableRandom(7);
    for (int i = 0; i < 20_000; i++) {
      int digits = random.nextInt(1, 16);
      long number = random.nextLong((long) Math.pow(10, digits));
      String plain = Long.toString(number);
      int fraction = random.nextInt(0, digits);
      String amount =
          fraction == 0
              ? plain
              : number / (long) Math.pow(10, fraction)
                  + "."
                  + String.format(
                      Locale.ROOT, "%0" + fraction + "d", number % (long) Math.pow(10, fraction));
      if (amount.replace(".", "").length() <= 15) {
        assertSame(
            "{\"amount\":" + amount + ",\"time\":" + random.nextLong(9_214_646_399_999L) + "}");
      }
    }
  }
}
