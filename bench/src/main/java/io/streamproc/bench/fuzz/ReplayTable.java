package io.streamproc.bench.fuzz;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.function.LongFunction;

/**
 * A table of times and amounts as a program exports it: CSV in one of many dialects, NDJSON, or a
 * JSON array.
 *
 * @param text text of the file
 * @param events number of events that it certainly contains, or negative if some rows are broken or
 *     ambiguous
 * @param ascii whether it contains only ASCII characters
 */
record ReplayTable(String text, int events, boolean ascii) {
  private static final int FEW = 20;
  private static final int MANY =
      70; // with blank and broken lines still less than an inspection reads

  static ReplayTable next(Dice dice) {
    int rows = dice.chance(0.8) ? dice.between(1, FEW) : dice.between(1, MANY);
    return dice.chance(0.2) ? json(dice, rows) : csv(dice, rows);
  }

  /** Ascending recent times, a second to a day apart. */
  private static List<Long> times(Dice dice, int rows) {
    List<Long> times = new ArrayList<>();
    long time = Times.recent(dice);
    long step = dice.pick(1L, 250L, 1_000L, 60_000L);
    for (int i = 0; i < rows; i++) {
      times.add(time);
      time += step;
    }
    if (dice.chance(0.1)) {
      Collections.reverse(times);
    }
    return times;
  }

  private static ReplayTable json(Dice dice, int rows) {
    String time = dice.pick("time", "timestamp", "ts", "date", "@timestamp");
    String amount = dice.pick("amount", "value", "val");
    List<String> objects = new ArrayList<>();
    for (long millis : times(dice, rows)) {
      String quoted = dice.chance(0.5) ? "\"" + Instant.ofEpochMilli(millis) + "\"" : "" + millis;
      objects.add(
          "{\"%s\":%s,%s\"%s\":%s}"
              .formatted(
                  time,
                  quoted,
                  dice.pick("", "\"tags\":{\"a\":[1]},", "\"note\":\"\\u001b[0m\","),
                  amount,
                  cents(dice)));
    }
    boolean array = dice.chance(0.4);
    String text =
        array
            ? "[" + String.join(dice.pick(",", ",\n"), objects) + "]"
            : String.join("\n", objects) + dice.pick("", "\n");
    if (dice.chance(0.2)) {
      return new ReplayTable(text + Bodies.event(dice), -1, false);
    }
    return new ReplayTable(text, rows, true);
  }

  private static ReplayTable csv(Dice dice, int rows) {
    Dialect dialect = Dialect.next(dice);
    StringBuilder text = new StringBuilder();
    boolean whole = true;
    boolean ascii = true;
    if (dice.chance(0.1)) {
      text.append("# exported").append(dialect.end(dice));
    }
    if (dialect.headed()) {
      text.append(dialect.header(dice)).append(dialect.end(dice));
    }
    double broken = dice.chance(0.3) ? 0.15 : 0;
    for (long time : times(dice, rows)) {
      text.append(dialect.row(dice, time)).append(dialect.end(dice));
      if (dice.chance(broken)) {
        text.append(broken(dice)).append(dialect.end(dice));
        whole = false;
        ascii = false;
      }
    }
    return new ReplayTable(text.toString(), whole && dialect.plain() ? rows : -1, ascii);
  }

  private static String broken(Dice dice) {
    return dice.choose(
        () -> dice.text(40),
        () -> "\0".repeat(dice.between(1, 50)),
        () -> "9".repeat(dice.between(1, 70_000)) + ",1",
        () -> "x".repeat(70_000),
        () ->
            dice.pick(
                "\"", ",,,,,,", ";;", "\t", "NaN,NaN", "\u001b[2J,\u001b]0;x\u0007", "{", "[1]"),
        () -> Times.next(dice) + dice.pick(",", ";", "\t", " ") + Bodies.number(dice),
        () -> Bodies.event(dice));
  }

  static String cents(Dice dice) {
    return Double.toString(dice.between(1, 1_000) / 100.0);
  }

  /**
   * How a program writes a row.
   *
   * @param delimiter separates the columns
   * @param decimal decimal separator
   * @param quote encloses columns, or empty
   * @param ends line ends that occur
   * @param headed whether the first line names the columns
   * @param time how a time is written
   * @param layout columns of each row: {@code t} the time, {@code a} the amount, {@code x} a text
   * @param plain whether it can be understood in only one way
   */
  record Dialect(
      String delimiter,
      char decimal,
      String quote,
      List<String> ends,
      boolean headed,
      LongFunction<String> time,
      String layout,
      boolean plain) {
    private static final List<String> ISO =
        List.of("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", "uuuu-MM-dd'T'HH:mm:ssXXX");
    private static final List<String> SPACED =
        List.of("uuuu-MM-dd HH:mm:ss", "uuuu-MM-dd HH:mm:ss.SSSX", "uuuu-MM-dd HH:mm");
    private static final List<String> LOCAL =
        List.of(
            "dd/MM/uuuu HH:mm",
            "MM/dd/uuuu h:mm a",
            "dd.MM.uuuu HH:mm:ss",
            "d.M.uu HH:mm",
            "uuuuMMdd HHmmss",
            "d MMM uuuu HH:mm:ss");

    static Dialect next(Dice dice) {
      String delimiter = dice.pick(",", ",", ";", "\t", "|", " ");
      boolean spaces = delimiter.equals(" ");
      String quote = !spaces && dice.chance(0.2) ? "\"" : "";
      boolean comma = dice.chance(0.25) && (!delimiter.equals(",") || !quote.isEmpty());
      boolean local = !spaces && dice.chance(0.3);
      String layout =
          dice.chance(0.6) ? "ta" : dice.pick("at", "xta", "xat", "tax", "txa", "xtxax");
      List<String> ends =
          dice.chance(0.9)
              ? List.of(dice.pick("\n", "\n", "\r\n", "\r"))
              : List.of("\n", "\r\n", "\r", "\n\n");
      return new Dialect(
          delimiter,
          comma ? ',' : '.',
          quote,
          ends,
          dice.chance(0.6),
          local ? pattern(dice.pick(LOCAL)) : instant(dice, spaces),
          layout,
          !local && layout.equals("ta"));
    }

    private static LongFunction<String> instant(Dice dice, boolean spaces) {
      return switch (dice.between(0, spaces ? 3 : 5)) {
        case 0 -> time -> Long.toString(time / 1_000);
        case 1 -> Long::toString;
        case 2 -> dice.chance(0.5) ? time -> time + "000" : time -> time + "000000";
        case 3 -> pattern(dice.pick(ISO));
        default -> pattern(dice.pick(SPACED));
      };
    }

    private static LongFunction<String> pattern(String pattern) {
      DateTimeFormatter format =
          DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH).withZone(ZoneOffset.UTC);
      return time -> format.format(Instant.ofEpochMilli(time));
    }

    String end(Dice dice) {
      return dice.pick(ends);
    }

    String header(Dice dice) {
      List<String> names = new ArrayList<>();
      for (char column : layout.toCharArray()) {
        names.add(
            switch (column) {
              case 't' -> dice.pick("time", "timestamp", "Datum", "when", "t");
              case 'a' -> dice.pick("amount", "value", "PM2.5", "Wert");
              default -> "note";
            });
      }
      return String.join(delimiter, names);
    }

    String row(Dice dice, long millis) {
      List<String> cells = new ArrayList<>();
      for (char column : layout.toCharArray()) {
        String cell =
            switch (column) {
              case 't' -> time.apply(millis);
              case 'a' -> cents(dice).replace('.', decimal);
              default -> dice.pick("a", "sensor-1", "x\u001b[0m", "");
            };
        cells.add(quote + (cell.isEmpty() && delimiter.equals(" ") ? "-" : cell) + quote);
      }
      return String.join(delimiter, cells);
    }
  }
}
