package io.streamproc.producer.file;

import io.streamproc.core.event.EpochUnit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Position and format of the time.
 *
 * @param columns column numbers from 1, joined by +
 * @param format as in {@link ReplayFormat}
 * @param unit unit of epoch numbers, otherwise {@code AUTO}
 * @param read how many rows have such a time
 * @param notes ambiguities that the user should check
 */
record TimeGuess(String columns, String format, Unit unit, int read, List<String> notes) {

  /**
   * Returns the guesses, the most likely first: RFC 3339 texts, patterns, two columns, epoch
   * numbers.
   */
  static List<TimeGuess> all(
      Table table, ReplayFormat given, List<String> dates, List<String> clocks) {
    List<TimeGuess> found = new ArrayList<>();
    for (int i = 0; i < table.width(); i++) {
      add(found, Integer.toString(i + 1), table.column(i), given, dates, clocks);
    }
    for (int i = 0; i + 1 < table.width(); i++) {
      List<String> first = table.column(i);
      List<String> second = table.column(i + 1);
      boolean clock =
          second.stream()
                      .filter(
                          cell -> cell.matches("\\d{1,2}[:.]?\\d\\d([:.]\\d\\d.*| ?[AaPp][Mm])?"))
                      .count()
                  * 2
              > second.size();
      boolean hasClock = first.stream().anyMatch(cell -> cell.indexOf(':') >= 0);
      if (clock && !hasClock) {
        List<String> joined =
            IntStream.range(0, first.size())
                .mapToObj(r -> first.get(r) + " " + second.get(r))
                .toList();
        add(found, (i + 1) + "+" + (i + 2), joined, given, dates, clocks.subList(1, clocks.size()));
      }
    }
    for (int i = 0; i < table.width(); i++) {
      epoch(found, i + 1, table.column(i), given);
    }
    found.sort((a, b) -> Integer.compare(rank(b, table), rank(a, table)));
    return found;
  }

  /**
   * Ranks a guess. Two columns are more specific than the first of them alone, and an epoch number
   * may be any number.
   */
  private static int rank(TimeGuess guess, Table table) {
    int quality = guess.columns.contains("+") ? 2 : guess.format.equals(ReplayFormat.EPOCH) ? 0 : 1;
    return guess.read * 10 / Math.max(1, table.size()) * 10 + quality;
  }

  private static void add(
      List<TimeGuess> found,
      String columns,
      List<String> cells,
      ReplayFormat given,
      List<String> dates,
      List<String> clocks) {
    int plain = read(cells, ReplayFormat.RFC3339, given);
    if (plain * 2 > cells.size()) {
      found.add(new TimeGuess(columns, ReplayFormat.AUTO, Unit.AUTO, plain, List.of()));
      return;
    }
    List<String> few = cells.subList(0, Math.min(20, cells.size()));
    TimeGuess best = null;
    String rival = null;
    for (String date : dates) {
      for (String clock : clocks) {
        String pattern = date + clock;
        if (read(few, pattern, given) * 2 <= few.size()) {
          continue;
        }
        int read = read(cells, pattern, given);
        if (best == null || read > best.read) {
          best = new TimeGuess(columns, pattern, Unit.AUTO, read, List.of());
          rival = null;
        } else if (read == best.read && isOther(date, best.format) && rival == null) {
          rival = pattern;
        }
      }
    }
    if (best != null) {
      found.add(rival == null ? best : best.orElse(rival, cells));
    }
  }

  /** Whether the two patterns differ in the order of day and month. */
  private static boolean isOther(String date, String than) {
    return Character.toLowerCase(date.charAt(0)) == 'd' && than.startsWith("M")
        || date.startsWith("M") && than.startsWith("d");
  }

  private TimeGuess orElse(String rival, List<String> cells) {
    String note =
        "ambiguous: day and month can't be distinguished in '"
            + (cells.isEmpty() ? "" : cells.get(0))
            + "' and the other rows inspected; read as "
            + format
            + "; --replay-time-format='"
            + rival
            + "' is the alternative";
    return new TimeGuess(columns, format, unit, read, List.of(note));
  }

  private static void epoch(
      List<TimeGuess> found, int column, List<String> cells, ReplayFormat given) {
    Map<EpochUnit, Integer> votes = new EnumMap<>(EpochUnit.class);
    for (String cell : cells) {
      if (TimeFormat.isNumber(cell)) {
        EpochUnit.guess((long) Double.parseDouble(cell))
            .ifPresent(u -> votes.merge(u, 1, Integer::sum));
      }
    }
    votes.entrySet().stream()
        .max(Map.Entry.comparingByValue())
        .filter(most -> most.getValue() * 2 > cells.size())
        .ifPresent(
            most ->
                found.add(
                    new TimeGuess(
                        Integer.toString(column),
                        ReplayFormat.EPOCH,
                        given.unit() == Unit.AUTO ? Unit.of(most.getKey()) : given.unit(),
                        most.getValue(),
                        List.of())));
  }

  private static int read(List<String> cells, String pattern, ReplayFormat given) {
    TimeFormat format = new TimeFormat(pattern, EpochUnit.MS, given.zone());
    int read = 0;
    for (String cell : cells) {
      try {
        format.parse(cell);
        read++;
      } catch (IllegalArgumentException e) {
        continue;
      }
    }
    return read;
  }

  boolean uses(int column) {
    for (String part : columns.split("\\+")) {
      if (Integer.parseInt(part) == column + 1) {
        return true;
      }
    }
    return false;
  }
}
