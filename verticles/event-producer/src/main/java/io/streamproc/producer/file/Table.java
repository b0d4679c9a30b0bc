package io.streamproc.producer.file;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The first rows of a file, split into columns but not parsed.
 *
 * @param names column names of the header or of the JSON objects; empty if there are none
 * @param rows rows of the usual width
 * @param width number of columns of most rows
 * @param headed whether the first row is a header
 * @param json whether the rows are JSON objects
 */
record Table(List<String> names, List<List<String>> rows, int width, boolean headed, boolean json) {
  /** In characters. Longer cells are free text, which patterns take long to reject. */
  private static final int LONGEST_DATA = 100;

  static Table read(Path path, ReplayFormat format, int most) throws IOException {
    List<Row> all = new ArrayList<>();
    try (Reader text = TextInput.open(path, format.encoding());
        Rows rows = EventFile.rows(text, format)) {
      for (Row row = rows.next(); row != null && all.size() < most; row = rows.next()) {
        if (row.cells() != null) {
          all.add(row);
        }
      }
    }
    if (all.isEmpty()) {
      return new Table(List.of(), List.of(), 0, false, false);
    }
    boolean json = all.get(0).names() != null;
    int width = width(all);
    boolean headed =
        !json && all.get(0).cells().stream().noneMatch(Table::isData) && all.size() > 1;
    List<String> names = json ? all.get(0).names() : headed ? all.get(0).cells() : List.of();
    List<List<String>> body =
        all.stream()
            .skip(headed ? 1 : 0)
            .map(Row::cells)
            .filter(cells -> cells.size() >= width)
            .toList();
    return new Table(names, body, width, headed, json);
  }

  private static int width(List<Row> rows) {
    int[] votes = new int[1_000];
    int best = 0;
    for (Row row : rows) {
      int width = Math.min(row.cells().size(), votes.length - 1);
      votes[width]++;
      best = votes[width] > votes[best] ? width : best;
    }
    return best;
  }

  /** Whether a cell is a number or looks like a time. A name that contains a digit is neither. */
  private static boolean isData(String cell) {
    if (cell.length() > LONGEST_DATA) {
      return false;
    }
    return cell.matches("[+-]?[\\d.,]*\\d[\\d.,]*([eE][+-]?\\d+)?")
        || cell.matches(".*\\d{1,4}[-/.:]\\d{1,2}[-/.:].*")
        || cell.matches("\\d.*:\\d\\d.*");
  }

  int size() {
    return rows.size();
  }

  List<String> column(int index) {
    return rows.stream().map(row -> index < row.size() ? row.get(index) : "").toList();
  }

  /** Counts the numeric columns besides the time. */
  int numeric(TimeGuess time) {
    int found = 0;
    for (int i = 0; i < width; i++) {
      found += !time.uses(i) && AmountGuess.of(column(i), ReplayFormat.DEFAULT) != null ? 1 : 0;
    }
    return found;
  }
}
