package io.streamproc.bench.fuzz;

/** A grammar of times as programs write them, most of them recent. */
final class Times {
  private static final long DAY = 86_400_000L;
  private static final long LAST = 9_214_646_399_999L; // the last millisecond of 2261

  private Times() {}

  /** A time without quotes. */
  static String next(Dice dice) {
    return dice.chance(0.5) ? number(dice) : text(dice);
  }

  static String number(Dice dice) {
    return switch (dice.between(0, 9)) {
      case 0 -> Long.toString(dice.between(-10L, 10L));
      case 1 -> Long.toString(millis(dice) / 1_000);
      case 2 -> Long.toString(millis(dice) * 1_000);
      case 3 -> Long.toString(millis(dice)) + dice.pick(".0", ".5", "e0", "E3", "e-3");
      case 4 -> Long.toString(dice.pick(LAST, LAST + 1, Long.MAX_VALUE, Long.MIN_VALUE));
      case 5 -> "1" + "0".repeat(dice.between(0, 400));
      default -> Long.toString(millis(dice));
    };
  }

  static String text(Dice dice) {
    String date =
        dice.choose(
            () -> two(dice, 2015, 2026) + "-" + two(dice, 1, 12) + "-" + two(dice, 1, 28),
            () -> dice.between(0, 12_000) + "-" + two(dice, 0, 13) + "-" + two(dice, 0, 32),
            () -> "2024-02-" + dice.pick("29", "30", "1", "001"),
            () -> two(dice, 1, 31) + dice.pick("/", ".") + two(dice, 1, 12) + "/2024");
    String clock =
        dice.choose(
            () -> two(dice, 0, 23) + ":" + two(dice, 0, 59) + ":" + two(dice, 0, 59),
            () -> two(dice, 0, 25) + ":" + two(dice, 0, 61),
            () -> "23:59:60",
            () -> "24:00:00");
    String fraction =
        dice.chance(0.4)
            ? dice.pick(".", ",") + "123456789012".substring(0, dice.between(0, 12))
            : "";
    String zone =
        dice.choose(
            () -> "Z",
            () -> dice.pick("z", "", " UTC", " ", "+", "-"),
            () -> dice.pick("+", "-") + two(dice, 0, 19),
            () -> dice.pick("+", "-", "\u2212") + two(dice, 0, 19) + dice.pick(":", "") + "30");
    return date + dice.pick("T", "T", "T", "t", " ", "  ", "_") + clock + fraction + zone;
  }

  /** A valid time: mostly of the last days, sometimes anywhere between 1970 and 2261. */
  static long millis(Dice dice) {
    return dice.chance(0.98) ? recent(dice) : dice.between(0L, LAST);
  }

  /** A time of the last three days. */
  static long recent(Dice dice) {
    return System.currentTimeMillis() - dice.between(0L, 3 * DAY);
  }

  private static String two(Dice dice, int least, int most) {
    int number = dice.between(least, most);
    return number < 10 ? "0" + number : Integer.toString(number);
  }
}
