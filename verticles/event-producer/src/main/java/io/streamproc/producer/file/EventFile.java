package io.streamproc.producer.file;

import io.streamproc.core.event.EpochUnit;
import io.streamproc.core.event.Event;
import java.io.Closeable;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One pass over a file, row by row. A row that is not an event is counted and skipped, and the
 * first few are reported with line and reason: one typo must not end a replay that takes days.
 * Blocking, and for one thread at a time.
 */
public final class EventFile implements Closeable {
  /** Number of rows from which the unit of epoch numbers is detected. */
  private static final int SAMPLE = 1_000;

  private final Path path;
  private final ReplayFormat format;
  private final Rows rows;
  private final Deque<Read> ahead = new ArrayDeque<>();
  private final AmountFormat amounts;
  private final Skipped skipped = new Skipped();
  private final List<String> notes = new ArrayList<>();
  private Columns columns;
  private TimeFormat times;
  private EpochUnit unit = EpochUnit.MS;
  private long position;
  private long digest;
  private long line;
  private List<String> names;

  private record Read(Row row, long position, long digest) {}

  /**
   * @throws IOException if the file can't be read, or has no such columns; the message says why
   */
  public EventFile(Path path, ReplayFormat format) throws IOException {
    this.path = path;
    this.format = format;
    this.amounts = new AmountFormat(format.decimal(), format.thousands());
    Reader text = TextInput.open(path, format.encoding());
    try {
      this.rows = rows(text, format);
      for (Read read = read(); read != null; read = ahead.size() < SAMPLE ? read() : null) {
        ahead.add(read);
      }
      header();
      unit();
    } catch (IOException | RuntimeException e) {
      text.close();
      throw e;
    }
  }

  static Rows rows(Reader text, ReplayFormat format) throws IOException {
    text.mark(Lines.MAX_LINE);
    int first = text.read();
    for (int i = 1; i < Lines.MAX_LINE - 1 && first >= 0 && Character.isWhitespace(first); i++) {
      first = text.read();
    }
    text.reset();
    if (first == '[') {
      return new JsonArrayRows(text);
    }
    Lines lines = new Lines(text);
    return first == '{' ? new JsonRows(lines) : new CsvRows(lines, format);
  }

  private Read read() throws IOException {
    Row row = rows.next();
    return row == null ? null : new Read(row, rows.position(), rows.digest());
  }

  private void header() throws IOException {
    times = new TimeFormat(format.timeFormat(), unit, format.zone());
    Row first = ahead.isEmpty() ? null : ahead.peek().row();
    if (first != null && first.names() != null
        || rows instanceof JsonRows
        || rows instanceof JsonArrayRows) {
      columns = Columns.json(format);
      return;
    }
    boolean named =
        format.header() == Header.YES
            || Columns.needHeader(format)
            || format.header() == Header.AUTO && isHeader(first);
    if (named && first != null) {
      names = first.cells();
      Read read = ahead.poll();
      position = read.position();
      digest = read.digest();
    }
    columns = Columns.csv(format, names);
  }

  /** Whether no cell of the row is a number or a time. */
  private boolean isHeader(Row row) {
    return row != null
        && row.cells() != null
        && row.cells().stream()
            .noneMatch(cell -> isAmount(cell) || isTime(cell) || cell.matches("[\\d.,:/ -]+"));
  }

  private boolean isAmount(String text) {
    return TimeFormat.isNumber(text) || readable(() -> amounts.parse(text));
  }

  private boolean isTime(String text) {
    return readable(() -> times.parse(text));
  }

  private static boolean readable(Runnable attempt) {
    try {
      attempt.run();
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** Detects one unit for the whole file: that of most of its first rows. */
  private void unit() {
    Map<EpochUnit, Integer> votes = new EnumMap<>(EpochUnit.class);
    int numbers = 0;
    for (Read read : times.readsNumbers() ? ahead : new ArrayDeque<Read>()) {
      Optional<String> number = number(read.row());
      numbers += number.isPresent() ? 1 : 0;
      number
          .flatMap(text -> EpochUnit.guess((long) Double.parseDouble(text)))
          .ifPresent(guess -> votes.merge(guess, 1, Integer::sum));
    }
    if (format.unit() == Unit.AUTO) {
      votes.entrySet().stream()
          .max(Map.Entry.comparingByValue())
          .ifPresent(most -> unit = most.getKey());
      noteUnit(votes, numbers);
    } else {
      unit = format.unit().epoch();
    }
    times = new TimeFormat(format.timeFormat(), unit, format.zone());
  }

  private void noteUnit(Map<EpochUnit, Integer> votes, int numbers) {
    if (votes.isEmpty() && numbers > 0) {
      notes.add(
          "times are numbers below 10^8, read as epoch milliseconds of January 1970;"
              + " --replay-unit=s, ms, us or ns says what they count");
    } else if (votes.size() > 1) {
      notes.add(
          "times seem to be epoch numbers of several units, most of them "
              + unit.words()
              + ", as which all are read; --replay-unit says what they count");
    } else if (unit != EpochUnit.MS) {
      notes.add(
          "times seem to be epoch "
              + unit.words()
              + ", and are read as such; --replay-unit="
              + unit.id()
              + " says so, --replay-unit=ms is the other way");
    }
  }

  private Optional<String> number(Row row) {
    if (row.cells() == null) {
      return Optional.empty();
    }
    try {
      String text = columns.time(row);
      return TimeFormat.isNumber(text) ? Optional.of(text) : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /**
   * Returns the next event. Rows that are not events are skipped and counted.
   *
   * @return null at the end of the file
   * @throws IOException if the rest can't be read
   */
  public Event next() throws IOException {
    for (Read read = take(); read != null; read = take()) {
      position = read.position();
      digest = read.digest();
      line = read.row().line();
      Event event = event(read.row());
      if (event != null) {
        return event;
      }
    }
    return null;
  }

  private Read take() throws IOException {
    Read read = ahead.poll();
    return read == null ? read() : read;
  }

  private Event event(Row row) {
    if (row.cells() == null) {
      skipped.bad(row.line(), row.fault());
      return null;
    }
    try {
      String amount = columns.amount(row);
      if (AmountFormat.isMissing(amount)) {
        skipped.missing(row.line(), amount);
        return null;
      }
      return new Event(amounts.parse(amount), time(columns.time(row)));
    } catch (IllegalArgumentException e) {
      skipped.bad(row.line(), e.getMessage());
      return null;
    }
  }

  private long time(String text) {
    try {
      return times.parse(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("'" + text + "' " + e.getMessage(), e);
    }
  }

  /** Returns notes on how the file is read that the user should check. */
  public List<String> notes() {
    return List.copyOf(notes);
  }

  /** Returns the rows skipped so far. */
  public Skipped skipped() {
    return skipped;
  }

  /**
   * Returns the number of lines read up to the last event; for a JSON array, the number of
   * elements.
   */
  public long position() {
    return position;
  }

  /** Returns the digest of the lines up to the last event. */
  public long digest() {
    return digest;
  }

  /** Returns the line number of the last event, from 1. */
  public long line() {
    return line;
  }

  /** Returns the names of the columns; empty if the file has none. */
  List<String> names() {
    return names == null ? List.of() : names;
  }

  @Override
  public void close() throws IOException {
    rows.close();
  }

  @Override
  public String toString() {
    return path.toString();
  }
}
