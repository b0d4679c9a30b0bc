package io.streamproc.producer.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.streamproc.core.event.Event;
import io.streamproc.core.settings.Settings;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A replayed file")
class EventFileTest {
  private static final long TIME = 1_441_107_000_000L;

  @TempDir private Path folder;

  @Test
  @DisplayName(
      "returns every valid line in order, including duplicates, and counts the invalid " + "one")
  void mixed() throws IOException, URISyntaxException {
    Path path = Path.of(EventFileTest.class.getResource("/mixed.csv").toURI());
    try (EventFile file = new EventFile(path, ReplayFormat.DEFAULT)) {
      List<Double> amounts = new ArrayList<>();
      for (Event event = file.next(); event != null; event = file.next()) {
        amounts.add(event.amount());
      }
      assertEquals(List.of(13.56, 8.33, 5.0, 5.0, 5.0, 0.25, 4.75, 7.2, 1.0), amounts);
      assertEquals(1, file.skipped().bad());
    }
  }

  @ParameterizedTest
  @DisplayName("is parsed by the given options")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "|2015-09-01 11:30:00,13.56|13.56",
        "|2015-09-01T13:30:00+02:00,13.56|13.56",
        "| 2015-09-01 11:30:00 , 5 |5",
        "|1441107000000,+.5|0.5",
        "|1441107000000,-0.0|0",
        "|1441107000000,1e-3|0.001",
        "zone=Europe/Berlin|2015-09-01 13:30:00,1|1",
        "zone=+02:00 time-format=dd.MM.yyyy_HH:mm|01.09.2015_13:30,1|1",
        "time-format=yyyy-MM-dd'T'HH:mm:ssX|2015-09-01T11:30:00Z,1|1",
        "time-format=d-MMM-yyyy-HH.mm|1-Sep-2015-11.30,1|1",
        "decimal=, delimiter=;|2015-09-01 11:30:00;-1,5|-1.5",
        "thousands=, decimal=.|2015-09-01 11:30:00,\"1,234,567.5\"|1234567.5",
        "delimiter=tab quote=none amount-column=3 time-column=1|1441107000000\t\"x\t7|7",
        "delimiter=space time-column=2+3 amount-column=1|7   2015-09-01\t 11:30:00|7",
        "unit=s|1441107000,1|1",
        "unit=us|1441107000000000,1|1",
        "delimiter=#|1441107000000#1|1",
        "comment=%|% no\\n1441107000000,1|1",
        "quote='|'1441107000000','1'|1",
        "|{\"time\":1441107000000,\"amount\":\"1\",\"other\":[{}]}|1",
        "time-column=ts amount-column=v|{\"ts\":\"2015-09-01T11:30:00Z\",\"v\":1}|1",
        "time-column=B amount-column=a|a,b,c\\n1,1441107000000,2|1",
      })
  void options(String options, String text, double amount) throws IOException {
    Path path =
        Files.writeString(folder.resolve("f"), text.replace("\\n", "\n").replace("\\t", "\t"));
    try (EventFile file = new EventFile(path, format(options))) {
      assertEquals(new Event(amount, TIME), file.next(), file.skipped().first()::toString);
      assertNull(file.next());
    }
  }

  @ParameterizedTest
  @DisplayName("has its invalid lines reported with the reason")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "2015-09-01 11:30:00|has 1 columns, expected 2",
        "2015-09-01 11:30:00,1,2|has 3 columns, expected 2, a time and an amount: say which",
        "2015-09-01 11:30:00,|no amount",
        "2015-09-01 11:30:00,nan|no amount, but nan",
        "2015-09-01 11:30:00,five|'five' is not a number",
        "2015-09-01 11:30:00,Infinity|'Infinity' is not a number",
        "2015-09-01 11:30:00,0x1p3|'0x1p3' is not a number",
        "2015-09-01 11:30:00,1e400|amount out of range",
        "2015-09-01 11:30:00;1|has 1 columns",
        "yesterday,5|'yesterday' is no time such as",
        "2015-02-30 11:30:00,5|is no date of the calendar",
        "-1,5|must lie between 1970-01-01 and 2261-12-31",
        "99999999999999999999,5|is out of range for epoch",
        "1e999999999,5|'1e999999999' is no time",
        "\"2015-09-01 11:30:00,5|opens a quote that is not closed",
        "\"2015-09-01 11:30:00\"x,5|text beside a quoted column",
      })
  void bad(String line, String reason) throws IOException {
    Path path =
        Files.writeString(folder.resolve("f"), "1441107000000,1\n" + line + "\n1441107000000,2\n");
    try (EventFile file = new EventFile(path, ReplayFormat.DEFAULT)) {
      assertEquals(new Event(1, TIME), file.next());
      assertEquals(new Event(2, TIME), file.next(), "the line behind the bad one");
      assertNull(file.next());
      assertEquals(1, file.skipped().all());
      String named = file.skipped().first().get(0);
      assertTrue(named.startsWith("line 2 skipped: ") && named.contains(reason), named);
    }
  }

  @ParameterizedTest
  @DisplayName("has one unit for all its numbers, that of most of them, and the user is warned")
  @CsvSource({
    "1441107000, seconds",
    "1441107000000000, microseconds",
    "1441107000000000000, nanoseconds"
  })
  void unit(String number, String words) throws IOException {
    String text = (number + ",1\n").repeat(50) + "7,2\n";
    try (EventFile file =
        new EventFile(Files.writeString(folder.resolve("f"), text), ReplayFormat.DEFAULT)) {
      assertEquals(TIME, file.next().time());
      assertTrue(file.notes().get(0).contains("epoch " + words), file.notes().toString());
    }
  }

  @Test
  @DisplayName("may contain a line of megabytes, NULs, and a quote that is never closed")
  void hostile() throws IOException {
    String text = "1,1\n" + "9".repeat(5_000_000) + "\n\u0000,\u0000\n\"\n2,2\n";
    try (EventFile file =
        new EventFile(Files.writeString(folder.resolve("f"), text), ReplayFormat.DEFAULT)) {
      assertEquals(1, file.next().amount());
      assertEquals(2, file.next().amount());
      assertNull(file.next());
      assertEquals(3, file.skipped().bad());
    }
  }

  @Test
  @DisplayName("is parsed as fast with columns of many digits as with any other")
  void longColumns() throws IOException {
    String digits = "9".repeat(60_000) + "x";
    String text = "time,v\n1,1\n" + (digits + ",1\n1," + digits + "\n").repeat(50) + "2,2\n";
    Path path = Files.writeString(folder.resolve("f"), text);
    assertTimeoutPreemptively(
        Duration.ofSeconds(60),
        () -> {
          Inspection found = Inspection.of(path, ReplayFormat.DEFAULT);
          try (EventFile file = new EventFile(path, found.format())) {
            assertEquals(1, file.next().amount());
            assertEquals(2, file.next().amount());
            assertEquals(100, file.skipped().bad());
          }
        });
  }

  @Test
  @DisplayName("of brackets only is refused, with the line")
  void brackets() throws IOException {
    Path path = Files.writeString(folder.resolve("f"), "\n" + "[".repeat(5_000));
    assertTrue(refusal(path, "").startsWith("line 2 is not valid JSON"), refusal(path, ""));
  }

  @Test
  @DisplayName("is refused if it is missing, a folder, a zip archive or has no such column")
  void unreadable() throws IOException {
    assertThrows(
        IOException.class, () -> new EventFile(folder.resolve("no"), ReplayFormat.DEFAULT));
    assertTrue(refusal(folder, "").contains("is a directory"));
    Path zip = Files.writeString(folder.resolve("z"), "PK\u0003\u0004....");
    assertTrue(refusal(zip, "").contains("zip archive"));
    Path csv = Files.writeString(folder.resolve("c"), "a,b\n1,2\n");
    assertTrue(refusal(csv, "time-column=when").contains("there is no column 'when' among [a, b]"));
  }

  private static String refusal(Path path, String options) {
    return assertThrows(IOException.class, () -> new EventFile(path, format(options))).getMessage();
  }

  private static ReplayFormat format(String options) {
    Map<String, String> values = new LinkedHashMap<>();
    for (String option : options == null ? new String[0] : options.split(" ")) {
      int equals = option.indexOf('=');
      if (equals > 0) {
        values.put(
            "event-producer.replay-" + option.substring(0, equals), option.substring(equals + 1));
      }
    }
    Settings settings = Settings.of(values);
    ReplayFormat format = ReplayFormat.read(settings);
    settings.check();
    return format;
  }
}
