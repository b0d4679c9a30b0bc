package io.streamproc.bench.fuzz;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.StringJoiner;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;

/** A grammar of request bodies: events, almost valid events, and arbitrary JSON. */
final class Bodies {
  private static final int MOST_EVENTS = 40;
  private static final int MOST_OF_ANY = 8; // objects in arbitrary JSON of depth 3
  private static final int DOUBLED = 20; // three runs of 64 bytes hold no more events

  private Bodies() {}

  /**
   * @param bytes body before any Content-Encoding
   * @param type matching Content-Type, or null
   * @param mostEvents largest number of events that can be accepted from it
   */
  record Body(byte[] bytes, String type, int mostEvents) {}

  static Body next(Dice dice) {
    int count = dice.chance(0.7) ? dice.between(1, 4) : dice.between(0, MOST_EVENTS);
    Body body =
        switch (dice.between(0, 6)) {
          case 0, 1 -> body(event(dice), "application/json", 1);
          case 2, 3 -> body(joined(dice, count, "[", ",", "]"), "application/json", count);
          case 4, 5 -> body(lines(dice, count), "application/x-ndjson", count);
          default -> body(anyJson(dice, 3), null, MOST_OF_ANY);
        };
    return dice.chance(0.15)
        ? new Body(Mutation.of(body.bytes, dice), body.type, body.mostEvents + DOUBLED)
        : body;
  }

  static String event(Dice dice) {
    if (dice.chance(0.9)) {
      return dice.chance(0.5)
          ? "{\"amount\":" + (dice.chance(0.8) ? amount(dice) : number(dice)) + "}"
          : "{\"amount\":" + amount(dice) + ",\"time\":" + Times.millis(dice) + "}";
    }
    StringJoiner fields = new StringJoiner(",", "{", "}");
    for (int i = dice.between(0, 4); i > 0; i--) {
      fields.add(name(dice) + dice.pick(":", ":", " : ", "") + value(dice));
    }
    return fields.toString();
  }

  private static String amount(Dice dice) {
    return Double.toString(dice.between(-1_000, 1_000) / 100.0);
  }

  private static String name(Dice dice) {
    return dice.choose(
        () -> "\"amount\"",
        () -> "\"time\"",
        () -> "\"\\u0061mount\"",
        () -> dice.pick("\"Amount\"", "\"amount \"", "\"date\"", "\"\"", "amount", "'amount'"),
        () -> string(dice));
  }

  private static String value(Dice dice) {
    return dice.choose(
        () -> number(dice),
        () -> Times.number(dice),
        () -> "\"" + Times.text(dice) + "\"",
        () -> anyJson(dice, 2));
  }

  static String number(Dice dice) {
    return dice.choose(
        () -> amount(dice),
        () -> Long.toString(dice.between(-100L, 100L)),
        () -> dice.pick("5", "5.0", "4.9999999999999999", "5.000000000000001", "-0", "0e0", "1E+2"),
        () -> dice.between(0, 9) + "e" + dice.between(-400, 400),
        () -> dice.pick("NaN", "Infinity", "-Infinity", "0x1p3", "01", "+1", "1.", ".5", "1d"),
        () -> "9".repeat(dice.between(1, 1_200)));
  }

  private static String string(Dice dice) {
    return "\"" + dice.text(12).replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }

  private static String anyJson(Dice dice, int depth) {
    if (depth == 0) {
      return dice.pick("null", "true", "false", "{}", "[]", "\"x\"", "7");
    }
    return dice.choose(
        () -> dice.pick("null", "true", "1", ""),
        () -> string(dice),
        () -> number(dice),
        () -> "[" + anyJson(dice, depth - 1) + "," + anyJson(dice, depth - 1) + "]",
        () -> "{" + name(dice) + ":" + anyJson(dice, depth - 1) + "}",
        () -> "[".repeat(dice.between(1, 200)));
  }

  private static String lines(Dice dice, int count) {
    String end = dice.pick("\n", "\n", "\r\n", "\n\n", "\r");
    String bom = dice.chance(0.05) ? "\uFEFF" : "";
    return bom + joined(dice, count, "", end, dice.pick("", end));
  }

  private static String joined(Dice dice, int count, String start, String between, String end) {
    StringJoiner events = new StringJoiner(between, start, end);
    for (int i = 0; i < count; i++) {
      events.add(event(dice));
    }
    return events.toString();
  }

  private static Body body(String text, String type, int mostEvents) {
    return new Body(text.getBytes(StandardCharsets.UTF_8), type, mostEvents);
  }

  /** Several members, and damage, are part of the grammar of compressed bodies. */
  static byte[] gzip(byte[] bytes) {
    return compressed(bytes, true);
  }

  static byte[] deflate(byte[] bytes) {
    return compressed(bytes, false);
  }

  private static byte[] compressed(byte[] bytes, boolean gzip) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (OutputStream into = gzip ? new GZIPOutputStream(out) : new DeflaterOutputStream(out)) {
      into.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }
}
