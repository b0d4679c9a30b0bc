package io.streamproc.core.event;

import static io.streamproc.core.event.EventFormat.EITHER;
import static io.streamproc.core.event.EventFormat.JSON;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.Charset;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventDecoderTest extends InvalidInput {
  /** Accepted input, with amount and time of each event in order. */
  record Good(String input, EventFormat format, double... events) {
    @Override
    public String toString() {
      return format + " " + input.replaceAll("\\p{Cntrl}", "·");
    }
  }

  private static Good good(String input, double... events) {
    return new Good(input, EITHER, events);
  }

  static Stream<Good> good() {
    return Stream.of(
        good("{\"amount\":1e290}", 1.0E290, 42L),
        good("{\"amount\":-0}", 0.0, 42L),
        good("{\"amount\":-0.0}", 0.0, 42L),
        good("{\"amount\":1e-400}", 0.0, 42L),
        good("{\"amount\":5e-324}", 4.9E-324, 42L),
        good("{\"amount\":12345678901234567890123456789}", 1.2345678901234568E28, 42L),
        good("\u00ef\u00bb\u00bf{\"amount\":1}", 1.0, 42L),
        good("{\"amount\":1,\"time\":0}", 1.0, 0L),
        good("{\"amount\":1,\"time\":9214646399999}", 1.0, 9214646399999L),
        good("{\"amount\":1,\"time\":-0}", 1.0, 0L),
        good("{\"amount\":1,\"time\":\"2015-09-01T11:30:00Z\"}", 1.0, 1441107000000L),
        good("{\"amount\":1,\"time\":\"2015-09-01t11:30:00z\"}", 1.0, 1441107000000L),
        good("{\"amount\":1,\"time\":\"2015-09-01 11:30:00+00\"}", 1.0, 1441107000000L),
        good("{\"amount\":1,\"time\":\"2016-12-31T23:59:60Z\"}", 1.0, 1483228800000L),
        good("{\"amount\":1,\"time\":\"2015-08-31T24:00:00Z\"}", 1.0, 1441065600000L),
        good("{\"amount\":1,\"time\":\"2015-09-01T11:30:00.123456+02:00\"}", 1.0, 1441099800123L),
        good("{\"amount\":1,\"time\":\"2015-09-01T11:30Z\"}", 1.0, 1441107000000L),
        good("{\"amount\":1}\r\n\r\n{\"amount\":2}\r\n", 1.0, 42L, 2.0, 42L),
        good("{\"amount\":1}\r{\"amount\":2}", 1.0, 42L, 2.0, 42L),
        good(" \n\t[{\"amount\":1},{\"amount\":2}]", 1.0, 42L, 2.0, 42L),
        new Good("{\n\"amount\":1\n}", JSON, 1.0, 42L));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("good")
  @DisplayName("unusual but valid input is decoded correctly")
  void takes(Good it) throws Exception {
    EventBatch batch = DECODER.decode(bytes(it.input()), it.format(), NOW);
    double[] events = new double[2 * batch.size()];
    for (int i = 0; i < batch.size(); i++) {
      events[2 * i] = batch.amount(i);
      events[2 * i + 1] = batch.time(i);
    }
    assertArrayEquals(it.events(), events);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("charsets")
  @DisplayName("only UTF-8 is accepted, although JSON parsers detect other encodings")
  void otherCharsets(Charset charset) {
    byte[] body = "{\"amount\":1}".getBytes(charset);
    for (EventFormat format : EventFormat.values()) {
      InvalidEventException e =
          assertThrows(InvalidEventException.class, () -> DECODER.decode(body, format, NOW));
      assertEquals(0, e.index());
      assertNull(e.field());
    }
  }

  static Stream<Charset> charsets() {
    return Stream.of("UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32", "UTF-32LE", "IBM037")
        .map(Charset::forName);
  }

  @Test
  @DisplayName("a line of 10 MB is one event, and takes no more memory than its bytes")
  void longLine() throws Exception {
    byte[] body = bytes("{\"amount\":1" + " ".repeat(10_000_000) + "}");
    assertEquals(1, DECODER.decode(body, EITHER, NOW).size());
  }

  @Test
  @DisplayName("a record's value is exactly one event")
  void decodeOne() throws Exception {
    assertEquals(new Event(5, 7), DECODER.decodeOne(bytes("{\"amount\":5,\"time\":7}"), NOW));
    InvalidEventException e =
        assertThrows(
            InvalidEventException.class,
            () -> DECODER.decodeOne(bytes("{\"amount\":5}\n{\"amount\":6}"), NOW));
    assertEquals("expected one event, found 2", e.getMessage());
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, Event.MAX_TIME + 1, Long.MIN_VALUE, Long.MAX_VALUE})
  @DisplayName("a record's value without a time is rejected if the record has no valid time either")
  void noTimeAtAll(long now) throws Exception {
    assertEquals(new Event(5, 7), DECODER.decodeOne(bytes("{\"amount\":5,\"time\":7}"), now));
    InvalidEventException e =
        assertThrows(
            InvalidEventException.class, () -> DECODER.decodeOne(bytes("{\"amount\":5}"), now));
    assertEquals(
        "field 'time' is missing, and the record's own timestamp, " + now + ", is out of range",
        e.getMessage());
  }

  @Test
  @DisplayName("the message names index and field if they are known")
  void message() {
    assertEquals("event 3: field 'x' bad", new InvalidEventException(3, "x", "bad").getMessage());
    assertEquals("event 3: bad", new InvalidEventException(3, null, "bad").getMessage());
    assertEquals("bad", new InvalidEventException(-1, null, "bad").getMessage());
  }

  @Test
  @DisplayName("encoded doubles are decoded to the same values")
  void roundTrip() throws Exception {
    Random random = new Random(20150901);
    for (int i = 0; i < 200_000; i++) {
      double amount = amount(random, i);
      long time = (long) (random.nextDouble() * Event.MAX_TIME);
      Event read = DECODER.decodeOne(EventEncoder.encode(amount, time), NOW);
      assertEquals(Double.doubleToLongBits(amount), Double.doubleToLongBits(read.amount()));
      assertEquals(time, read.time());
    }
  }

  /** In turn: any bit pattern in range, what the producer draws, and a few decimals. */
  private static double amount(Random random, int i) {
    return switch (i % 3) {
      case 0 -> {
        double any;
        do {
          any = Double.longBitsToDouble(random.nextLong()) + 0.0;
        } while (!(Math.abs(any) <= Event.MAX_AMOUNT));
        yield any;
      }
      case 1 -> random.nextDouble() * 10;
      default -> random.nextInt(-1_000_000, 1_000_000) / 100.0 + 0.0;
    };
  }
}
