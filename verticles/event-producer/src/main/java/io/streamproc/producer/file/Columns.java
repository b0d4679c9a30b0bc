package io.streamproc.producer.file;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Positions of the time and the amount in a row. */
final class Columns {
  private final int[] time; // null: the first of two columns
  private final int amount; // -1: the second of two columns
  private final List<String> timeNames; // field names in JSON
  private final String amountName;

  private Columns(int[] time, int amount, List<String> timeNames, String amountName) {
    this.time = time;
    this.amount = amount;
    this.timeNames = timeNames;
    this.amountName = amountName;
  }

  /** Returns the columns of a file that holds only JSON objects. */
  static Columns json(ReplayFormat format) {
    return of(null, -1, format);
  }

  private static Columns of(int[] time, int amount, ReplayFormat format) {
    String timeName = format.timeColumn().equals(ReplayFormat.AUTO) ? "time" : format.timeColumn();
    String amountName =
        format.amountColumn().equals(ReplayFormat.AUTO) ? "amount" : format.amountColumn();
    return new Columns(time, amount, List.of(timeName.split("\\+")), amountName);
  }

  /** Whether only a header can identify the columns. */
  static boolean needHeader(ReplayFormat format) {
    return needsName(format.timeColumn()) || needsName(format.amountColumn());
  }

  private static boolean needsName(String column) {
    return !column.equals(ReplayFormat.AUTO) && !column.matches("\\d{1,4}(\\+\\d{1,4})*");
  }

  /**
   * @param names names of the columns, or null if the file has none
   * @throws IOException if the file has no such column
   */
  static Columns csv(ReplayFormat format, List<String> names) throws IOException {
    int[] time = null;
    if (!format.timeColumn().equals(ReplayFormat.AUTO)) {
      List<Integer> parts = new ArrayList<>();
      if (names != null && find(format.timeColumn(), names) >= 0) {
        parts.add(find(format.timeColumn(), names));
      } else {
        for (String part : format.timeColumn().split("\\+")) {
          parts.add(index(part, names));
        }
      }
      time = parts.stream().mapToInt(Integer::intValue).toArray();
    }
    boolean auto = format.amountColumn().equals(ReplayFormat.AUTO);
    return of(time, auto ? -1 : index(format.amountColumn(), names), format);
  }

  private static int index(String column, List<String> names) throws IOException {
    if (column.matches("\\d{1,4}") && Integer.parseInt(column) > 0) {
      return Integer.parseInt(column) - 1;
    }
    int found = names == null ? -1 : find(column, names);
    if (found < 0) {
      throw new IOException(
          "there is no column '" + column + "'" + (names == null ? "" : " among " + names));
    }
    return found;
  }

  private static int find(String column, List<String> names) {
    String wanted = column.strip().toLowerCase(Locale.ROOT);
    for (int i = 0; i < names.size(); i++) {
      if (names.get(i).strip().toLowerCase(Locale.ROOT).equals(wanted)) {
        return i;
      }
    }
    return -1;
  }

  /**
   * @throws IllegalArgumentException if the row has no time
   */
  String time(Row row) {
    if (row.names() != null) {
      return join(row, timeNames.stream().mapToInt(name -> named(row, name)).toArray());
    }
    if (time == null) {
      requireTwo(row);
      return row.cells().get(0);
    }
    return join(row, time);
  }

  /**
   * @throws IllegalArgumentException if the row has no amount
   */
  String amount(Row row) {
    if (row.names() != null) {
      return row.cells().get(named(row, amountName));
    }
    if (amount < 0) {
      requireTwo(row);
      return row.cells().get(1);
    }
    return cell(row, amount);
  }

  /** Refuses a row of more than two columns if a column has to be inferred from its position. */
  private void requireTwo(Row row) {
    boolean given = time != null || amount >= 0;
    if (row.cells().size() != 2 && !(given && row.cells().size() > 1)) {
      throw new IllegalArgumentException(
          "has "
              + row.cells().size()
              + " columns, expected 2, a time and an amount: say which with --replay-time-column"
              + " and --replay-amount-column");
    }
  }

  private static String join(Row row, int[] columns) {
    if (columns.length == 1) {
      return cell(row, columns[0]);
    }
    StringBuilder text = new StringBuilder();
    for (int column : columns) {
      text.append(text.isEmpty() ? "" : " ").append(cell(row, column));
    }
    return text.toString();
  }

  private static String cell(Row row, int column) {
    if (column >= row.cells().size()) {
      throw new IllegalArgumentException(
          "has " + row.cells().size() + " columns, and no column " + (column + 1));
    }
    return row.cells().get(column);
  }

  private static int named(Row row, String name) {
    int found = find(name, row.names());
    if (found < 0) {
      throw new IllegalArgumentException("has no '" + name + "'");
    }
    return found;
  }
}
