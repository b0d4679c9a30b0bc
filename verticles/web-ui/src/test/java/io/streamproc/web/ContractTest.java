package io.streamproc.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.streamproc.core.Names;
import io.streamproc.core.event.Event;
import io.streamproc.core.series.SeriesName;
import io.streamproc.core.series.SeriesQuery;
import io.streamproc.core.series.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** {@code webroot/data/contract.js} has the constants of the server that the page needs. */
class ContractTest {
  private static final Path WEBROOT = Path.of("../../webroot");
  private static final Path CONTRACT = WEBROOT.resolve("data/contract.js");

  @Test
  @DisplayName("the page's constants equal the server's; -Dgolden.update=true rewrites the file")
  void sameAsTheServer() throws IOException {
    if (Boolean.getBoolean("golden.update")) {
      Files.writeString(CONTRACT, expected());
    }
    assertEquals(expected(), Files.readString(CONTRACT));
  }

  @Test
  @DisplayName("no other module of the page repeats one of them")
  void onlyThere() throws IOException {
    Pattern copy =
        Pattern.compile(
            "'"
                + Names.BUS_LIVE
                + "'|'"
                + Names.BUS_PIPELINE
                + "'|'high', *'low'|"
                + number(Event.MAX_TIME)
                + "|9_223_372_036");
    try (Stream<Path> files = Files.walk(WEBROOT, 2)) {
      List<Path> modules =
          files.filter(f -> f.toString().endsWith(".js") && !f.equals(CONTRACT)).toList();
      assertTrue(modules.size() > 10, modules.toString());
      for (Path module : modules) {
        assertFalse(copy.matcher(Files.readString(module)).find(), module.toString());
      }
    }
  }

  @Test
  @DisplayName("the page preloads every module that its start needs, and no other")
  void preloaded() throws IOException {
    String page = Files.readString(WEBROOT.resolve("index.html"));
    List<String> preloaded =
        Pattern.compile("modulepreload\" href=\"([^\"]+)\"")
            .matcher(page)
            .results()
            .map(link -> link.group(1))
            .sorted()
            .toList();
    Set<Path> needed = new TreeSet<>();
    addImports(WEBROOT.resolve("main.js"), needed);
    assertEquals(
        needed.stream().map(module -> WEBROOT.relativize(module).toString()).sorted().toList(),
        preloaded);
  }

  private static void addImports(Path module, Set<Path> found) throws IOException {
    if (found.add(module)) {
      Matcher imports =
          Pattern.compile("^(?:import|\\}).* from '(.+)'", Pattern.MULTILINE)
              .matcher(Files.readString(module));
      while (imports.find()) {
        addImports(module.resolveSibling(imports.group(1)).normalize(), found);
      }
    }
  }

  private static String expected() {
    return String.format(
        Locale.ROOT,
        """
        /**
         * Constants of the server that the page needs. ContractTest compares this file with them; its
         * -Dgolden.update=true writes it. Times in milliseconds.
         */
        export const SERIES = %s;

        /** Bucket widths that the API knows, ascending. */
        export const STEPS = %s;

        /** The widths of live updates; wider buckets are fetched periodically. */
        export const LIVE_STEPS = %s;

        /** An answer has at most this many buckets per series. */
        export const MAX_BUCKETS = %s;

        /** The last valid time of an event or a query, epoch milliseconds. */
        export const LAST_TIME = %s;

        /** The address of live updates on the event bus. */
        export const LIVE_ADDRESS = '%s';

        /** The address of the state of the pipeline. */
        export const PIPELINE_ADDRESS = '%s';

        /** Time between two heartbeats of an idle live connection. */
        export const HEARTBEAT = %s;
        """,
        list(Arrays.stream(SeriesName.values()).map(name -> "'" + name.id() + "'")),
        widths(List.of(Step.values())),
        widths(Step.LIVE),
        number(SeriesQuery.MAX_BUCKETS),
        number(Event.MAX_TIME),
        Names.BUS_LIVE,
        Names.BUS_PIPELINE,
        number(LiveBridge.HEARTBEAT_MILLIS));
  }

  private static String widths(Collection<Step> steps) {
    return list(steps.stream().map(step -> number(step.millis())));
  }

  private static String list(Stream<String> values) {
    return values.collect(Collectors.joining(", ", "[", "]"));
  }

  private static String number(long value) {
    return String.format(Locale.ROOT, "%,d", value).replace(',', '_');
  }
}
