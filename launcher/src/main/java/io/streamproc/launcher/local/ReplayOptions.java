package io.streamproc.launcher.local;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine.Option;

/** The options for the settings of a replay, {@code event-producer.replay-*}. */
public final class ReplayOptions {
  private static final String KEY = "event-producer.replay-";
  private static final String OPTION = "--replay-";

  /** The option for each setting. */
  static final Map<String, String> NAMES = names();

  private static Map<String, String> names() {
    Map<String, String> all = new TreeMap<>();
    for (String name :
        new String[] {
          "speed",
          "times",
          "delimiter",
          "quote",
          "decimal",
          "thousands",
          "header",
          "time-column",
          "amount-column",
          "time-format",
          "unit",
          "zone",
          "encoding",
          "comment",
          "state"
        }) {
      all.put(KEY + name, OPTION + name);
    }
    return Collections.unmodifiableMap(all);
  }

  @Option(
      names = "--replay-speed",
      paramLabel = "N|max",
      description = "factor of real time, or max for as fast as possible (default: 1)")
  private String speed;

  @Option(
      names = "--replay-times",
      paramLabel = "now|original",
      description =
          "shift the first event to now, or keep the file's times (default for local: now)")
  private String times;

  @Option(
      names = "--replay-delimiter",
      paramLabel = "C",
      description =
          "delimiter of columns: one character, tab, or space for any run of"
              + " spaces and tabs (default: ,)")
  private String delimiter;

  @Option(
      names = "--replay-quote",
      paramLabel = "C",
      description =
          "quote around columns that contain delimiters: one character or none (default: \")")
  private String quote;

  @Option(
      names = "--replay-decimal",
      paramLabel = "C",
      description = "decimal sign of an amount: . or , (default: .)")
  private String decimal;

  @Option(
      names = "--replay-thousands",
      paramLabel = "C",
      description = "separator of thousands: one character, space or none (default: none)")
  private String thousands;

  @Option(
      names = "--replay-header",
      paramLabel = "yes|no|auto",
      description = "whether the first row names the columns (default: auto)")
  private String header;

  @Option(
      names = "--replay-time-column",
      paramLabel = "NAME|N",
      description =
          "column of the time; A+B for a date and a clock time (default: the first of two)")
  private String timeColumn;

  @Option(
      names = "--replay-amount-column",
      paramLabel = "NAME|N",
      description = "column of the amount (default: the second of two)")
  private String amountColumn;

  @Option(
      names = "--replay-time-format",
      paramLabel = "FORM",
      description = "auto, rfc3339, epoch, or a pattern such as 'dd/MM/yyyy HH:mm' (default: auto)")
  private String timeFormat;

  @Option(
      names = "--replay-unit",
      paramLabel = "UNIT",
      description = "unit of epoch numbers: s, ms, us, ns, or auto by their size (default: auto)")
  private String unit;

  @Option(
      names = "--replay-zone",
      paramLabel = "ZONE",
      description = "zone of times without a zone, such as Europe/Berlin or +02:00 (default: UTC)")
  private String zone;

  @Option(
      names = "--replay-encoding",
      paramLabel = "NAME",
      description =
          "encoding of the file, such as ISO-8859-1 (default: UTF-8, or UTF-16 by its first bytes)")
  private String encoding;

  @Option(
      names = "--replay-comment",
      paramLabel = "C",
      description =
          "prefix of comment lines, which are skipped: one character or none (default: #)")
  private String comment;

  @Option(
      names = "--replay-state",
      paramLabel = "PATH",
      description = "location of the position that is kept between runs: a file or folder, or none")
  private String state;

  @Option(names = "--replay-loop", description = "start again at the end of the file")
  private boolean loop;

  @Option(
      names = "--replay-restart",
      description = "send the whole file again, regardless of earlier runs")
  private boolean restart;

  /** The settings of the given options. */
  public Map<String, String> settings() {
    Map<String, String> all = new LinkedHashMap<>();
    put(all, "speed", speed);
    put(all, "times", times);
    put(all, "delimiter", delimiter);
    put(all, "quote", quote);
    put(all, "decimal", decimal);
    put(all, "thousands", thousands);
    put(all, "header", header);
    put(all, "time-column", timeColumn);
    put(all, "amount-column", amountColumn);
    put(all, "time-format", timeFormat);
    put(all, "unit", unit);
    put(all, "zone", zone);
    put(all, "encoding", encoding);
    put(all, "comment", comment);
    put(all, "state", state);
    put(all, "loop", loop ? "true" : null);
    put(all, "restart", restart ? "true" : null);
    return all;
  }

  private static void put(Map<String, String> all, String name, String value) {
    if (value != null) {
      all.put(KEY + name, value);
    }
  }
}
