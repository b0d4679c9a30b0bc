package io.streamproc.producer.file;

import de.siegmar.fastcsv.reader.CommentStrategy;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * Rows of delimited text. A line that begins with a brace is parsed as a JSON object. A row is one
 * line, or several if a quoted column contains line breaks. The library parses one row at a time,
 * so a quote that is never closed affects only its own line and not the rest of the file.
 */
final class CsvRows implements Rows {
  /** Largest number of lines per row. Beyond it, the quote is taken to be unclosed. */
  private static final int MAX_LINES = 100;

  private static final String EXCEL = "sep=";

  private final Lines lines;
  private final char quote;
  private final char comment;
  private final boolean spaces;
  private final Deque<String> again =
      new ArrayDeque<>(); // lines read ahead to look for a closing quote
  private char delimiter;
  private CsvReader.CsvReaderBuilder csv;
  private long line; // number of the last line returned
  private boolean tooLong;

  CsvRows(Lines lines, ReplayFormat format) {
    this.lines = lines;
    this.quote = format.quote();
    this.comment = format.comment();
    this.spaces = format.delimiter() == ' ';
    separate(format.delimiter());
  }

  private void separate(char by) {
    delimiter = by;
    csv =
        CsvReader.builder()
            .fieldSeparator(by)
            .quoteCharacter(quote == 0 ? '\u0001' : quote)
            .commentStrategy(CommentStrategy.NONE)
            .commentCharacter('\u0002') // unused, but has to differ from the others
            .trimWhitespacesAroundQuotes(!spaces)
            .allowExtraFields(true)
            .allowMissingFields(true)
            .skipEmptyLines(false);
  }

  @Override
  public Row next() throws IOException {
    for (String text = line(); text != null; text = line()) {
      if (tooLong) {
        return Row.bad("is longer than " + Lines.MAX_LINE + " characters", line);
      }
      if (line == 1 && text.length() == EXCEL.length() + 1 && text.startsWith(EXCEL)) {
        separate(text.charAt(EXCEL.length())); // Excel's syntax to declare the delimiter
      } else if (!text.isBlank() && !(comment != 0 && text.stripLeading().charAt(0) == comment)) {
        return text.stripLeading().charAt(0) == '{' ? JsonRows.row(text, line) : row(text);
      }
    }
    return null;
  }

  private String line() throws IOException {
    String text = again.poll();
    tooLong = false;
    if (text == null) {
      text = lines.next();
      tooLong = lines.tooLong();
    }
    line++;
    return text;
  }

  private Row row(String first) throws IOException {
    long start = line;
    String text = whole(first);
    if (text == null) {
      return Row.bad("opens a quote that is not closed", start);
    }
    try {
      List<String> cells =
          csv.ofSingleCsvRecord(spaces ? text.strip().replace('\t', ' ') : text).getFields();
      return Row.of(
          cells.stream().map(String::strip).filter(cell -> !spaces || !cell.isEmpty()).toList(),
          start);
    } catch (CsvParseException e) {
      return Row.bad("is no row: text beside a quoted column", start);
    }
  }

  /** Returns the whole row that begins with this line, or null if its quote is not closed. */
  private String whole(String first) throws IOException {
    if (!isOpen(first)) {
      return first;
    }
    StringBuilder text = new StringBuilder(first);
    Deque<String> taken = new ArrayDeque<>();
    while (taken.size() < MAX_LINES && text.length() < Lines.MAX_LINE) {
      String more = line();
      if (more == null) {
        line--;
        break;
      }
      taken.add(more);
      text.append('\n').append(more);
      if (!isOpen(text)) {
        return text.toString();
      }
    }
    line -= taken.size();
    taken.addAll(again);
    again.clear();
    again.addAll(taken);
    return null;
  }

  /** Whether a quoted column is open at the end of the text, by the rules of RFC 4180. */
  private boolean isOpen(CharSequence text) {
    if (quote == 0) {
      return false;
    }
    boolean inside = false;
    boolean begin = true;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (inside) {
        inside = c != quote;
      } else if (c == quote && (begin || text.charAt(i - 1) == quote)) {
        inside = true;
      } else {
        begin = c == delimiter || begin && Character.isWhitespace(c);
        continue;
      }
      begin = false;
    }
    return inside;
  }

  @Override
  public long position() {
    return line;
  }

  @Override
  public long digest() {
    return lines.digest();
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }
}
