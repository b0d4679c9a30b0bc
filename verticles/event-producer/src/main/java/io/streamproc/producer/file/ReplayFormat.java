package io.streamproc.producer.file;

import io.streamproc.core.settings.Settings;
import java.nio.charset.Charset;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * How a file's text is parsed into events. Each member is a setting {@code event-producer.replay-…}
 * and an option {@code --replay-…}.
 *
 * @param delimiter separates columns; a space stands for any run of spaces and tabs
 * @param quote encloses a column that contains delimiters or line breaks; 0: none
 * @param decimal decimal separator of amounts
 * @param thousands separator of digit groups; 0: none
 * @param header whether the first row names the columns
 * @param timeColumn {@code auto}, or a name or number; several, such as a date and a clock time,
 *     joined by +
 * @param amountColumn {@code auto}, or a name or number
 * @param timeFormat {@code auto}: RFC 3339 or epoch numbers; {@code rfc3339}; {@code epoch}; or a
 *     java.time pattern
 * @param unit unit of epoch numbers
 * @param zone time zone of times without an offset
 * @param encoding null: detected from the file's first bytes, otherwise UTF-8
 * @param comment first character of comment lines; 0: none
 */
public record ReplayFormat(
    char delimiter,
    char quote,
    char decimal,
    char thousands,
    Header header,
    String timeColumn,
    String amountColumn,
    String timeFormat,
    Unit unit,
    ZoneId zone,
    Charset encoding,
    char comment) {
  static final String AUTO = "auto";
  static final String RFC3339 = "rfc3339";
  static final String EPOCH = "epoch";

  /** Two columns, a time and an amount, separated by a comma; or NDJSON. */
  public static final ReplayFormat DEFAULT =
      new ReplayFormat(
          ',', '"', '.', '\0', Header.AUTO, AUTO, AUTO, AUTO, Unit.AUTO, ZoneOffset.UTC, null, '#');

  private static final String PREFIX = "event-producer.replay-";
  private static final Map<String, Character> NAMED =
      Map.of("tab", '\t', "\\t", '\t', "space", ' ', "comma", ',', "semicolon", ';', "none", '\0');

  public static ReplayFormat read(Settings s) {
    char delimiter =
        sign(
            s,
            "delimiter",
            ",",
            "separates columns: one character, tab, or space (any run of blanks)");
    char quote =
        sign(s, "quote", "\"", "encloses columns that contain delimiters; one character or none");
    char decimal = sign(s, "decimal", ".", "decimal separator of amounts: . or ,");
    char thousands =
        sign(s, "thousands", "none", "separator of digit groups: one character, space or none");
    ReplayFormat format =
        new ReplayFormat(
            delimiter,
            quote,
            decimal,
            thousands,
            s.choice(PREFIX + "header", Header.AUTO, "whether the first row names the columns"),
            s.text(
                PREFIX + "time-column",
                AUTO,
                "name or number of the time column; date+clock for two; auto: the first, in JSON time"),
            s.text(
                PREFIX + "amount-column",
                AUTO,
                "name or number of the amount column; auto: the second, in JSON amount"),
            timeFormat(s),
            s.choice(
                PREFIX + "unit",
                Unit.AUTO,
                "unit of epoch numbers; auto: detected from their size"),
            zone(s),
            encoding(s),
            sign(s, "comment", "#", "first character of comment lines; one character or none"));
    format.check(s);
    return format;
  }

  private void check(Settings s) {
    if (decimal != '.' && decimal != ',') {
      s.refuse(PREFIX + "decimal: '" + decimal + "' is neither . nor ,");
    }
    if (delimiter == 0 || delimiter == quote) {
      s.refuse(PREFIX + "delimiter: must be a character other than the quote");
    }
    if (thousands == decimal) {
      s.refuse(PREFIX + "thousands: '" + thousands + "' is the decimal sign as well");
    }
  }

  private static char sign(Settings s, String name, String fallback, String meaning) {
    String text = s.text(PREFIX + name, fallback, meaning);
    if (NAMED.containsKey(text)) {
      return NAMED.get(text);
    }
    if (text.length() == 1 && text.charAt(0) != '\n' && text.charAt(0) != '\r') {
      return text.charAt(0);
    }
    refuse(s, name, text, "is not one character, tab, space or none");
    return fallback.length() == 1 ? fallback.charAt(0) : NAMED.get(fallback);
  }

  private static String timeFormat(Settings s) {
    String text =
        s.text(
            PREFIX + "time-format",
            AUTO,
            "auto, rfc3339, epoch, or a pattern such as dd/MM/yyyy HH:mm");
    try {
      TimeFormat.check(text);
      return text;
    } catch (IllegalArgumentException e) {
      refuse(s, "time-format", text, "is no pattern: " + e.getMessage());
      return AUTO;
    }
  }

  private static ZoneId zone(Settings s) {
    String text =
        s.text(
            PREFIX + "zone", "UTC", "time zone of times without an offset: Europe/Berlin, +02:00");
    try {
      return ZoneId.of(text.strip()).normalized();
    } catch (DateTimeException e) {
      refuse(s, "zone", text, "is no zone such as Europe/Berlin or +02:00");
      return ZoneOffset.UTC;
    }
  }

  private static Charset encoding(Settings s) {
    String text =
        s.text(
            PREFIX + "encoding",
            AUTO,
            "auto (UTF-8, or UTF-16 detected from its first bytes), or a name");
    try {
      return text.equals(AUTO) ? null : Charset.forName(text.strip());
    } catch (IllegalArgumentException e) {
      refuse(s, "encoding", text, "is no encoding such as UTF-8, UTF-16LE or ISO-8859-1");
      return null;
    }
  }

  private static void refuse(Settings s, String name, String text, String problem) {
    String key = PREFIX + name;
    s.refuse(key + " (" + Settings.envName(key) + "): '" + text + "' " + problem);
  }

  /** Returns the values that differ from {@link #DEFAULT} as command-line options {@code --a=b}. */
  public List<String> options() {
    List<String> all = new ArrayList<>();
    option(all, "delimiter", name(delimiter), name(DEFAULT.delimiter));
    option(all, "quote", name(quote), name(DEFAULT.quote));
    option(all, "decimal", name(decimal), name(DEFAULT.decimal));
    option(all, "thousands", name(thousands), name(DEFAULT.thousands));
    option(all, "header", id(header), id(DEFAULT.header));
    option(all, "time-column", timeColumn, DEFAULT.timeColumn);
    option(all, "amount-column", amountColumn, DEFAULT.amountColumn);
    option(all, "time-format", timeFormat, DEFAULT.timeFormat);
    option(all, "unit", id(unit), id(DEFAULT.unit));
    option(all, "zone", zone.equals(ZoneOffset.UTC) ? "UTC" : zone.getId(), "UTC");
    option(all, "encoding", encoding == null ? AUTO : encoding.name(), AUTO);
    option(all, "comment", name(comment), name(DEFAULT.comment));
    return all;
  }

  private static void option(List<String> all, String name, String value, String fallback) {
    if (!value.equals(fallback)) {
      all.add("--replay-" + name + "=" + value);
    }
  }

  private static String id(Enum<?> value) {
    return value.name().toLowerCase(java.util.Locale.ROOT);
  }

  private static String name(char sign) {
    return switch (sign) {
      case '\0' -> "none";
      case '\t' -> "tab";
      case ' ' -> "space";
      default -> String.valueOf(sign);
    };
  }

  ReplayFormat withColumns(Header named, String time, String amount) {
    return changed(
        copy -> {
          copy.header = named;
          copy.timeColumn = time;
          copy.amountColumn = amount;
        });
  }

  ReplayFormat withTime(String format, Unit counts) {
    return changed(
        copy -> {
          copy.timeFormat = format;
          copy.unit = counts;
        });
  }

  ReplayFormat withEncoding(Charset other) {
    return changed(copy -> copy.encoding = other);
  }

  ReplayFormat withSigns(char between, char beforeDecimals, char betweenGroups) {
    return changed(
        copy -> {
          copy.delimiter = between;
          copy.decimal = beforeDecimals;
          copy.thousands = betweenGroups;
        });
  }

  private ReplayFormat changed(Consumer<Copy> change) {
    Copy copy = new Copy(this);
    change.accept(copy);
    return copy.format();
  }

  /** The mutable members that an inspection changes. */
  private static final class Copy {
    private final ReplayFormat original;
    private char delimiter;
    private char decimal;
    private char thousands;
    private Header header;
    private String timeColumn;
    private String amountColumn;
    private String timeFormat;
    private Unit unit;
    private Charset encoding;

    private Copy(ReplayFormat original) {
      this.original = original;
      delimiter = original.delimiter;
      decimal = original.decimal;
      thousands = original.thousands;
      header = original.header;
      timeColumn = original.timeColumn;
      amountColumn = original.amountColumn;
      timeFormat = original.timeFormat;
      unit = original.unit;
      encoding = original.encoding;
    }

    private ReplayFormat format() {
      return new ReplayFormat(
          delimiter,
          original.quote,
          decimal,
          thousands,
          header,
          timeColumn,
          amountColumn,
          timeFormat,
          unit,
          original.zone,
          encoding,
          original.comment);
    }
  }

  /** Identifies all options that change the events. */
  public String fingerprint() {
    return Objects.toString(options());
  }
}
