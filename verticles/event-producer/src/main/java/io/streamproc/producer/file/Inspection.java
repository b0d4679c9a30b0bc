package io.streamproc.producer.file;

import io.streamproc.core.event.Event;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Proposes a file's format from its first rows: tries every plausible combination of delimiter,
 * decimal sign, time format and columns, and takes the one that reads the most rows. Ambiguities
 * are noted.
 *
 * @param format the best format; the given one if nothing could be read
 * @param events the first few events in this format
 * @param rows number of rows inspected
 * @param read how many of them are events
 * @param notes ambiguities that the user should check
 * @param names names of the columns, if the file has them
 */
public record Inspection(
    ReplayFormat format,
    List<Event> events,
    int rows,
    int read,
    List<String> notes,
    List<String> names) {
  private static final int ROWS = 300;
  private static final int SHOWN = 3;
  private static final int MAX_COLUMNS = 12;
  private static final char[] DELIMITERS = {',', ';', '\t', '|', ' '};

  /** Date formats with the order of day and month. */
  private static final List<String> DATES =
      List.of(
          "dd/MM/yyyy",
          "MM/dd/yyyy",
          "d/M/yyyy",
          "M/d/yyyy",
          "dd.MM.yyyy",
          "d.M.yyyy",
          "dd-MM-yyyy",
          "MM-dd-yyyy",
          "yyyy/MM/dd",
          "yyyy/M/d",
          "yyyy.MM.dd",
          "yyyyMMdd",
          "dd/MM/yy",
          "MM/dd/yy",
          "d/M/yy",
          "M/d/yy",
          "dd.MM.yy",
          "d MMM yyyy",
          "dd-MMM-yyyy",
          "MMM d, yyyy",
          "MMM d yyyy",
          "yyyy-M-d");

  private static final List<String> CLOCKS =
      List.of(
          "",
          " HH:mm:ss",
          " HH:mm",
          " H:mm",
          " H:mm:ss",
          " HH:mm:ss.SSS",
          "'T'HH:mm:ss",
          " h:mm a",
          " h:mm:ss a",
          " hh:mm:ss a",
          " HH.mm.ss",
          " HH.mm",
          " HHmm",
          " HHmmss",
          ", HH:mm:ss",
          ", HH:mm");

  /**
   * @param given format options set by the user; only options with default values are proposed
   * @throws IOException if the file can't be read
   */
  public static Inspection of(Path path, ReplayFormat given) throws IOException {
    Charset encoding =
        given.encoding() == null && !isUtf8(path) ? StandardCharsets.ISO_8859_1 : null;
    ReplayFormat base = encoding == null ? given : given.withEncoding(encoding);
    Candidate best = null;
    for (char delimiter : delimiters(base)) {
      Candidate candidate = candidate(path, base, delimiter);
      if (candidate != null && (best == null || candidate.score() > best.score())) {
        best = candidate;
      }
    }
    if (best == null) {
      return nothing(path, base);
    }
    return proposal(path, best);
  }

  private static boolean isUtf8(Path path) throws IOException {
    try (var reader = TextInput.open(path, null)) {
      Lines lines = new Lines(reader);
      for (int i = 0; i < ROWS; i++) {
        String line = lines.next();
        if (line == null) {
          return true;
        }
        if (line.indexOf('\uFFFD') >= 0) {
          return false;
        }
      }
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  private static char[] delimiters(ReplayFormat given) {
    return given.delimiter() == ReplayFormat.DEFAULT.delimiter()
        ? DELIMITERS
        : new char[] {given.delimiter()};
  }

  private record Candidate(ReplayFormat format, int read, int rows, Set<String> notes) {
    /** Returns the share of rows that can be read. */
    private double score() {
      return (double) read / rows;
    }
  }

  private static Candidate candidate(Path path, ReplayFormat given, char delimiter)
      throws IOException {
    ReplayFormat split = given.withSigns(delimiter, given.decimal(), given.thousands());
    Table table = Table.read(path, split, ROWS);
    if (table.json() || table.width() < 2) {
      return table.json() ? json(table, given) : null;
    }
    Candidate best = null;
    int liked = 0;
    for (TimeGuess time : TimeGuess.all(table, given, DATES, CLOCKS)) {
      for (int amount = 0; amount < Math.min(table.width(), MAX_COLUMNS); amount++) {
        if (time.uses(amount)) {
          continue;
        }
        AmountGuess guess = AmountGuess.of(table.column(amount), given);
        if (guess == null) {
          continue;
        }
        int read = Math.min(time.read(), guess.read());
        int liking = liking(table, amount);
        if (best == null || read > best.read() || read == best.read() && liking > liked) {
          liked = liking;
          best = fit(table, split, time, amount, guess, read);
        }
      }
      if (best != null && best.read() * 10 >= table.size() * 9) {
        break; // guesses are sorted by likelihood
      }
    }
    return best;
  }

  /** Rates how likely a numeric column is the measured value, by its name and by its decimals. */
  private static int liking(Table table, int column) {
    String name =
        table.headed() && column < table.names().size()
            ? table.names().get(column).toLowerCase(Locale.ROOT)
            : "";
    boolean named = name.matches("amount|value|val|v|y|wert|valeur|measurement|reading");
    boolean fractions =
        table.column(column).stream().anyMatch(cell -> cell.matches(".*\\d[.,]\\d+"));
    return (named ? 2 : 0) + (fractions ? 1 : 0);
  }

  private static Candidate json(Table table, ReplayFormat given) {
    String time =
        pick(table.names(), "time", "timestamp", "ts", "date", "datetime", "@timestamp", "t");
    String amount = pick(table.names(), "amount", "value", "val", "v", "y");
    Set<String> notes = new LinkedHashSet<>();
    if (amount == null) {
      for (int i = 0; i < table.width() && amount == null; i++) {
        boolean other = !table.names().get(i).equals(time);
        if (other && AmountGuess.of(table.column(i), given) != null) {
          amount = table.names().get(i);
          notes.add("amount: field '" + amount + "' is the first with numbers");
        }
      }
    }
    if (time == null || amount == null) {
      return null;
    }
    ReplayFormat format =
        given.withColumns(
            Header.AUTO,
            time.equals("time") ? ReplayFormat.AUTO : time,
            amount.equals("amount") ? ReplayFormat.AUTO : amount);
    return new Candidate(format, table.size(), Math.max(1, table.size()), notes);
  }

  private static String pick(List<String> names, String... wanted) {
    for (String want : wanted) {
      for (String name : names) {
        if (name.equalsIgnoreCase(want)) {
          return name;
        }
      }
    }
    return null;
  }

  private static Candidate fit(
      Table table, ReplayFormat split, TimeGuess time, int amount, AmountGuess guess, int read) {
    Set<String> notes = new LinkedHashSet<>(time.notes());
    notes.addAll(guess.notes());
    boolean plain = table.width() == 2 && time.columns().equals("1") && amount == 1;
    if (table.width() > 2 && table.numeric(time) > 1) {
      notes.add("several columns hold numbers; column " + (amount + 1) + " is taken as the amount");
    }
    ReplayFormat format =
        split
            .withSigns(split.delimiter(), guess.decimal(), guess.thousands())
            .withColumns(
                table.headed() ? Header.YES : Header.NO,
                plain ? ReplayFormat.AUTO : time.columns(),
                plain ? ReplayFormat.AUTO : String.valueOf(amount + 1))
            .withTime(time.format(), time.unit());
    return new Candidate(format, read, Math.max(1, table.size()), notes);
  }

  private static Inspection nothing(Path path, ReplayFormat format) throws IOException {
    int rows = Table.read(path, format, ROWS).size();
    return new Inspection(format, List.of(), rows, 0, List.of(), List.of());
  }

  /**
   * Reads the file again in the proposed format, so that the shown events are those a replay sends.
   */
  private static Inspection proposal(Path path, Candidate best) throws IOException {
    ReplayFormat found = best.format();
    ReplayFormat shorter = found.withColumns(Header.AUTO, found.timeColumn(), found.amountColumn());
    Inspection whole = read(path, best, found);
    Inspection less = read(path, best, shorter);
    return less.read == whole.read && less.rows == whole.rows && less.events.equals(whole.events)
        ? less
        : whole;
  }

  private static Inspection read(Path path, Candidate best, ReplayFormat format)
      throws IOException {
    List<Event> events = new ArrayList<>();
    int read = 0;
    try (EventFile file = new EventFile(path, format)) {
      Event event = file.next();
      while (event != null && file.position() <= ROWS) {
        read++;
        if (events.size() < SHOWN) {
          events.add(event);
        }
        event = file.next();
      }
      List<String> notes = new ArrayList<>(best.notes());
      notes.addAll(file.notes());
      if (file.skipped().all() > 0) {
        notes.addAll(file.skipped().first());
      }
      int rows = read + (int) file.skipped().all();
      return new Inspection(format, events, rows, read, notes, file.names());
    }
  }

  /** Whether a replay with these options would send any events. */
  public boolean usable() {
    return read > 0;
  }
}
