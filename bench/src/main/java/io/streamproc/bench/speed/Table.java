package io.streamproc.bench.speed;

import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A table of results.
 *
 * @param caption a sentence above it; may be empty
 * @param columns headings
 * @param rows cells, as many as there are columns in each
 */
public record Table(String caption, List<String> columns, List<List<String>> rows) {
  /**
   * Checks the number of cells.
   *
   * @throws IllegalArgumentException if a row is shorter or longer than the heading
   */
  public Table {
    for (List<String> row : rows) {
      if (row.size() != columns.size()) {
        throw new IllegalArgumentException(
            row.size() + " cells under " + columns.size() + " columns: " + row);
      }
    }
  }

  /** Leaves out the columns in which every cell is {@link Figures#UNKNOWN}. */
  Table withoutEmpty() {
    List<Integer> known =
        IntStream.range(0, columns.size())
            .filter(i -> !rows.stream().allMatch(row -> row.get(i).equals(Figures.UNKNOWN)))
            .boxed()
            .toList();
    return new Table(
        caption,
        known.stream().map(columns::get).toList(),
        rows.stream().map(row -> known.stream().map(row::get).toList()).toList());
  }

  /** Markdown; a line break in a cell becomes a space, and a bar is escaped. */
  public String markdown() {
    StringBuilder text = new StringBuilder();
    if (!caption.isEmpty()) {
      text.append(Wrap.at100(caption)).append("\n\n");
    }
    text.append(line(columns));
    text.append("|---".repeat(columns.size())).append("|\n");
    rows.forEach(row -> text.append(line(row)));
    return text.toString();
  }

  private static String line(List<String> cells) {
    return cells.stream()
        .map(cell -> cell.replace("|", "\\|").replace("\n", " "))
        .collect(Collectors.joining(" | ", "| ", " |\n"));
  }

  /** Columns of the same width, for a terminal. */
  public String text() {
    List<Integer> widths =
        IntStream.range(0, columns.size())
            .map(i -> Math.max(columns.get(i).length(), widest(row -> true, i)))
            .boxed()
            .toList();
    StringBuilder text = new StringBuilder(caption.isEmpty() ? "" : caption + "\n");
    text.append(padded(columns, widths));
    rows.forEach(row -> text.append(padded(row, widths)));
    return text.toString();
  }

  private int widest(Predicate<List<String>> which, int column) {
    return rows.stream().filter(which).mapToInt(row -> row.get(column).length()).max().orElse(0);
  }

  private static String padded(List<String> cells, List<Integer> widths) {
    return IntStream.range(0, cells.size())
            .mapToObj(i -> cells.get(i) + " ".repeat(widths.get(i) - cells.get(i).length()))
            .collect(Collectors.joining("  "))
            .stripTrailing()
        + "\n";
  }
}
