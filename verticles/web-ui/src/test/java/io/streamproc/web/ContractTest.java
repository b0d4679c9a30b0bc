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
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** {@code webroot/contract.js} has the constants of the server that the page needs. */
class ContractTest {
  private static final Path WEBROOT = Path.of("../../webroot");
  private static final Path CONTRACT = WEBROOT.resolve("contract.js");

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
            "'" + Names.BUS_LIVE + "'|'high', *'low'|" + number(Event.MAX_TIME) + "|9_223_372_036");
    try (Stream<Path> files = Files.list(WEBROOT)) {
      List<Path> modules =
          files.filter(f -> f.toString().endsWith(".js") && !f.equals(CONTRACT)).toList();
      assertTrue(modules.size() > 10, modules.toString());
      for (Path module : modules) {
        assertFalse(copy.matcher(Files.readString(module)).find(), module.toString());
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

        /** Time between two heartbeats of an idle live connection. */
        export const HEARTBEAT = %s;
        """,
        list(Arrays.stream(SeriesName.values()).map(name -> "'" + name.id() + "'")),
        widths(List.of(Step.values())),
        widths(Step.LIVE),
        number(SeriesQuery.MAX_BUCKETS),
        number(Event.MAX_TIME),
        Names.BUS_LIVE,
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
