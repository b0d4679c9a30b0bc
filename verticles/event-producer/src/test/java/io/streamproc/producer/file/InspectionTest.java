package io.streamproc.producer.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.streamproc.core.event.Event;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.compress.compressors.CompressorStreamFactory;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each file holds the same two events in a format found in public data sets. */
@DisplayName("An inspection of a file")
class InspectionTest {
  private static final List<Event> EVENTS =
      List.of(event("2015-09-01T11:30:00Z", 13.56), event("2015-09-25T11:35:00Z", 1234.5));

  @TempDir private Path folder;

  private static Event event(String time, double amount) {
    return new Event(amount, Instant.parse(time).toEpochMilli());
  }

  static Stream<Arguments> files() {
    return Stream.of(
        file("plain", "timestamp,value\n2015-09-01 11:30:00,13.56\n2015-09-25 11:35:00,1234.5\n"),
        file("no header", "2015-09-01 11:30:00,13.56\n2015-09-25 11:35:00,1234.5\n"),
        file("psql", "ts,v\n2015-09-01 11:30:00+00,13.56\n2015-09-25 11:35:00+00,1234.5\n"),
        file("European", "Datum;Wert\n01.09.2015 11:30;13,56\n25.09.2015 11:35;1.234,5\n"),
        file("tabs", "time\tvalue\n2015-09-01T11:30:00Z\t13.56\n2015-09-25T11:35:00Z\t1234.5\n"),
        file(
            "several columns, another order",
            "id,sensor,value,when\n1,a,13.56,2015-09-01 11:30:00\n2,b,1234.5,2015-09-25 11:35:00\n"),
        file("epoch s", "1441107000,13.56\n1443180900,1234.5\n"),
        file("epoch ms", "t,v\n1441107000000,13.56\n1443180900000,1234.5\n"),
        file("epoch us", "t,v\n1441107000000000,13.56\n1443180900000000,1234.5\n"),
        file("epoch ns", "t,v\n1441107000000000000,13.56\n1443180900000000000,1234.5\n"),
        file("epoch s with a fraction", "t,v\n1441107000.0,13.56\n1443180900.0004,1234.5\n"),
        file("day first", "d,v\n01/09/2015 11:30,13.56\n25/09/2015 11:35,1234.5\n"),
        file("month first", "d,v\n09/01/2015 11:30,13.56\n09/25/2015 11:35,1234.5\n"),
        file("AM and PM", "d,v\n9/1/2015 11:30 AM,13.56\n9/25/2015 11:35 AM,1234.5\n"),
        file(
            "header with a digit",
            "time,PM2.5\n2015-09-01 11:30:00,13.56\n2015-09-25 11:35:00,1234.5\n"),
        file(
            "quoted",
            "time,note,value\r\n\"2015-09-01 11:30:00\",\"a, b\r\nc\",\"13.56\"\r\n"
                + "\"2015-09-25 11:35:00\",\"say \"\"x\"\"\",\"1,234.5\"\r\n"),
        file(
            "date and clock in two columns",
            "Date;Time;Power\n1/9/2015;11:30:00;13.56\n25/9/2015;11:35:00;1234.5\n"),
        file("spaces", "2015-09-01 11:30:00    13.56\n2015-09-25 11:35:00  1234.5\n"),
        file(
            "Excel",
            "sep=;\r\nwhen;v1\r\n2015-09-01 11:30:00;13,56\r\n2015-09-25 11:35:00;1234,5\r\n"),
        Arguments.of(
            "UTF-16 of Excel",
            "\uFEFFwhen\tv1\r\n01.09.2015 11:30:00\t13,56\r\n25.09.2015 11:35:00\t1234,5\r\n",
            StandardCharsets.UTF_16LE),
        Arguments.of(
            "Latin 1",
            "Zeit;H\u00f6he\n2015-09-01 11:30:00;13,56\n2015-09-25 11:35:00;1234,5\n",
            StandardCharsets.ISO_8859_1),
        file("mark", "\uFEFFtime,v\n2015-09-01 11:30:00,13.56\n2015-09-25 11:35:00,1234.5\n"),
        file(
            "comments",
            "# of 2015\n\ntime,v\n2015-09-01 11:30:00,13.56\n\n2015-09-25 11:35:00,1234.5\n"),
        file(
            "missing",
            "time,v\n2015-09-01 11:30:00,13.56\n2015-09-02 11:30:00,NaN\n2015-09-25 11:35:00,1234.5\n"),
        file(
            "NDJSON",
            "{\"ts\":\"2015-09-01T11:30:00Z\",\"value\":13.56,\"x\":{}}\n"
                + "{\"ts\":\"2015-09-25T11:35:00Z\",\"value\":1234.5,\"x\":[1]}\n"),
        file(
            "JSON",
            "[{\"time\":1441107000,\"amount\":13.56},{\"time\":1443180900,\"amount\":1234.5}]"),
        file("pipes", "a|2015-09-01 11:30:00|13.56\nb|2015-09-25 11:35:00|1234.5\n"));
  }

  private static Arguments file(String name, String text) {
    return Arguments.of(name, text, StandardCharsets.UTF_8);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("files")
  @DisplayName("proposes options that read the file correctly")
  void proposes(String name, String text, Charset encoding) throws IOException {
    Path path = Files.write(folder.resolve("f.csv"), text.getBytes(encoding));
    Inspection found = Inspection.of(path, ReplayFormat.DEFAULT);
    assertEquals(EVENTS, found.events(), found.format() + " " + found.notes());
    assertEquals(EVENTS, read(path, found.format()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"gz", "bzip2", "xz", "zstd"})
  @DisplayName("reads packed files, regardless of their names")
  void packed(String packing) throws Exception {
    Path path = folder.resolve("packed.csv");
    try (OutputStream out =
        new CompressorStreamFactory()
            .createCompressorOutputStream(packing, Files.newOutputStream(path))) {
      out.write("1441107000;13,56\n1443180900;1234,5\n".getBytes(StandardCharsets.UTF_8));
    }
    Inspection found = Inspection.of(path, ReplayFormat.DEFAULT);
    assertEquals(EVENTS, read(path, found.format()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"gz", "bzip2", "xz", "zstd"})
  @DisplayName("names a packed file that is truncated or damaged")
  void damaged(String packing) throws Exception {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (OutputStream out =
        new CompressorStreamFactory().createCompressorOutputStream(packing, packed)) {
      out.write("1441107000,13.56\n1443180900,1234.5\n".getBytes(StandardCharsets.UTF_8));
    }
    Path path = folder.resolve("damaged.csv");
    byte[] whole = packed.toByteArray();
    for (int length = 7; length < whole.length; length++) {
      Files.write(path, Arrays.copyOf(whole, length));
      assertNames(path);
    }
    for (int at = 7; at < whole.length; at++) {
      byte[] other = whole.clone();
      other[at] ^= 0x55;
      Files.write(path, other);
      assertNames(path);
    }
  }

  /** Asserts that the file can be read despite the damage, or that the message names it. */
  private static void assertNames(Path path) {
    try {
      Inspection.of(path, ReplayFormat.DEFAULT);
    } catch (IOException e) {
      assertTrue(e.getMessage().startsWith(path + " can't be unpacked: "), e.toString());
    }
  }

  @Test
  @DisplayName("reports ambiguities: which number is the day, and what a comma means")
  void ambiguous() throws IOException {
    Path days =
        Files.writeString(folder.resolve("a"), "d,v\n01/02/2015 11:30,1.5\n03/04/2015 11:30,2.5\n");
    assertTrue(
        Inspection.of(days, ReplayFormat.DEFAULT)
            .notes()
            .get(0)
            .startsWith("ambiguous: day and month"));
    Path commas =
        Files.writeString(
            folder.resolve("b"), "2015-09-01 11:30:00;1,234\n2015-09-01 11:31:00;5,678\n");
    assertTrue(
        Inspection.of(commas, ReplayFormat.DEFAULT)
            .notes()
            .get(0)
            .startsWith("ambiguous: all amounts"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "hello\nworld\n", "a,b\n", "\u0000\u0001", "{\n", "["})
  @DisplayName("reports that nothing can be read")
  void nothing(String text) throws IOException {
    Path path = Files.writeString(folder.resolve("f"), text);
    try {
      assertFalse(Inspection.of(path, ReplayFormat.DEFAULT).usable());
    } catch (IOException e) {
      assertTrue(e.getMessage().contains("not valid JSON"), e.getMessage());
    }
  }

  private static List<Event> read(Path path, ReplayFormat format) throws IOException {
    List<Event> events = new ArrayList<>();
    try (EventFile file = new EventFile(path, format)) {
      for (Event event = file.next(); event != null; event = file.next()) {
        events.add(event);
      }
    }
    return events;
  }
}
