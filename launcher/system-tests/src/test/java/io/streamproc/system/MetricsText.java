package io.streamproc.system;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The meters of a process as {@code /metrics} shows them, and the rules for their names: those of
 * {@code promtool check metrics} and a limit of the series of one meter.
 *
 * @see <a href="https://prometheus.io/docs/practices/naming/">Metric and label naming</a>
 */
final class MetricsText {
  private static final int MOST_SERIES = 100; // of one meter in one process, without buckets
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]*[a-z0-9]");
  private static final Pattern SAMPLE = Pattern.compile("([a-zA-Z0-9_:]+)(?:\\{(.*)})? (\\S+)");
  private static final Pattern LABEL = Pattern.compile("([a-zA-Z0-9_]+)=\"");

  /** Parts of names that stand for a unit that is no base unit. */
  private static final Set<String> OTHER_UNITS =
      Set.of(
          "milliseconds",
          "microseconds",
          "nanoseconds",
          "minutes",
          "hours",
          "days",
          "kilobytes",
          "megabytes",
          "kibibytes",
          "mebibytes",
          "bits",
          "percent",
          "ms",
          "us",
          "ns",
          "sec",
          "kb",
          "mb",
          "h",
          "m",
          "d",
          "s");

  /** One meter with all its series. */
  static final class Family {
    final String name;
    String type = "untyped";
    String help = "";
    final Set<String> labels = new TreeSet<>();
    final Set<String> series = new TreeSet<>();
    double value = Double.NaN; // of the last sample

    Family(String name) {
      this.name = name;
    }
  }

  private final Map<String, Family> families = new TreeMap<>();

  MetricsText(String text) {
    text.lines().filter(line -> !line.isBlank()).forEach(this::read);
  }

  private void read(String line) {
    if (line.startsWith("# HELP ")) {
      String[] words = line.split(" ", 4);
      family(words[2]).help = words.length < 4 ? "" : words[3];
    } else if (line.startsWith("# TYPE ")) {
      String[] words = line.split(" ");
      family(words[2]).type = words[3];
    } else {
      sample(line);
    }
  }

  private void sample(String line) {
    Matcher matcher = SAMPLE.matcher(line);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("no sample: " + line);
    }
    Family family = owner(matcher.group(1));
    String labels = matcher.group(2) == null ? "" : matcher.group(2);
    Matcher label = LABEL.matcher(labels);
    while (label.find()) {
      family.labels.add(label.group(1));
    }
    family.labels.removeAll(Set.of("le", "quantile"));
    family.series.add(labels.replaceAll(",?le=\"[^\"]*\"", ""));
    family.value = Double.parseDouble(matcher.group(3));
  }

  /** The samples of a histogram and a summary have suffixes. */
  private Family owner(String sample) {
    String base = sample.replaceFirst("_(bucket|sum|count)$", "");
    Family of = families.get(base);
    boolean compound = of != null && Set.of("histogram", "summary").contains(of.type);
    return compound ? of : family(sample);
  }

  private Family family(String name) {
    return families.computeIfAbsent(name, Family::new);
  }

  /** The meters by name, without the maximum that Micrometer adds to each histogram and summary. */
  Map<String, Family> meters() {
    return families.values().stream()
        .filter(f -> !isMaximum(f))
        .collect(Collectors.toMap(f -> f.name, f -> f, (a, b) -> a, TreeMap::new));
  }

  private boolean isMaximum(Family family) {
    return family.name.endsWith("_max")
        && families.containsKey(family.name.substring(0, family.name.length() - "_max".length()));
  }

  /** What is wrong with the names, one line each; empty if they are good. */
  List<String> problems() {
    List<String> problems = new ArrayList<>();
    for (Family family : families.values()) {
      Set<String> words = new TreeSet<>(List.of(family.name.split("_")));
      note(problems, family, !NAME.matcher(family.name).matches(), "is not in snake case");
      note(problems, family, family.help.isBlank(), "has no help text");
      note(problems, family, family.type.equals("untyped"), "has no type");
      note(
          problems,
          family,
          family.type.equals("counter") != family.name.endsWith("_total"),
          "must end with _total if and only if it is a counter");
      note(
          problems,
          family,
          family.name.matches(".*_(count|sum|bucket)"),
          "ends like a sample of a histogram");
      note(
          problems,
          family,
          words.stream().anyMatch(OTHER_UNITS::contains),
          "names a unit that is no base unit");
      note(
          problems,
          family,
          family.series.size() > MOST_SERIES,
          "has " + family.series.size() + " series");
    }
    return problems;
  }

  private static void note(List<String> problems, Family family, boolean wrong, String what) {
    if (wrong) {
      problems.add(family.name + " " + what);
    }
  }
}
