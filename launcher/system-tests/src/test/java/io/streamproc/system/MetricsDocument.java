package io.streamproc.system;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.streamproc.system.MetricsText.Family;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** The tables of docs/metrics.md, compared with the meters of a process that runs all roles. */
final class MetricsDocument {
  private static final Path FILE = Path.of("../../docs/metrics.md");

  /** Beginning of the meaning of a meter that exists only in some situations. */
  private static final String CONDITIONAL = "Only ";

  /** Of examples/alerter, which is on the class path of the tests only. */
  private static final String EXAMPLE = "streamproc_alerter_";

  private record Row(String type, Set<String> labels, String unit, boolean conditional) {}

  private final Map<String, Row> rows = new TreeMap<>();

  MetricsDocument() throws IOException {
    for (String line : Files.readAllLines(FILE)) {
      if (line.startsWith("| `")) {
        List<String> cells = Arrays.stream(line.split("\\|")).skip(1).map(String::strip).toList();
        String name = cells.get(0).replace("`", "");
        Set<String> labels =
            Arrays.stream(cells.get(2).replace("`", "").split(","))
                .map(String::strip)
                .filter(label -> !label.isEmpty())
                .collect(Collectors.toCollection(TreeSet::new));
        boolean conditional = cells.get(4).startsWith(CONDITIONAL);
        Row before = rows.put(name, new Row(cells.get(1), labels, cells.get(3), conditional));
        assertEquals(null, before, name + " has two rows");
      }
    }
  }

  /** Fails if a meter lacks a row, or a row a meter, or if they differ. */
  void assertDescribes(MetricsText text) {
    Map<String, Row> found = new TreeMap<>();
    for (Family meter : text.meters().values()) {
      if (!meter.name.startsWith(EXAMPLE)) {
        Row row = new Row(meter.type, meter.labels, unit(meter.name), isConditional(meter.name));
        found.put(meter.name, row);
      }
    }
    Map<String, Row> expected = new TreeMap<>(rows);
    expected.keySet().removeIf(name -> isConditional(name) && !found.containsKey(name));
    assertEquals(lines(expected), lines(found));
  }

  private boolean isConditional(String name) {
    return rows.containsKey(name) && rows.get(name).conditional;
  }

  private static String lines(Map<String, Row> rows) {
    return rows.entrySet().stream()
        .map(row -> row.getKey() + " " + row.getValue())
        .collect(Collectors.joining("\n"));
  }

  private static String unit(String name) {
    String base = name.replaceFirst("_total$", "");
    return List.of("seconds", "bytes", "records").stream()
        .filter(unit -> base.endsWith("_" + unit))
        .findFirst()
        .orElse("");
  }

  /** Runs {@code promtool check metrics} if it is installed. */
  static void assertPromtoolAccepts(String text) throws IOException, InterruptedException {
    Process promtool;
    try {
      promtool =
          new ProcessBuilder("promtool", "check", "metrics").redirectErrorStream(true).start();
    } catch (IOException e) {
      return; // not installed; the rules of MetricsText are the same
    }
    try (var input = promtool.outputWriter()) {
      input.write(text);
    }
    String output = new String(promtool.getInputStream().readAllBytes()).strip();
    assertEquals("", output);
    assertEquals(true, promtool.waitFor(20, TimeUnit.SECONDS));
    assertEquals(0, promtool.exitValue());
  }

  /** The last value of a meter with one series. */
  static double value(MetricsText text, String name) {
    Family family = text.meters().get(name);
    return family == null ? Double.NaN : family.value;
  }
}
