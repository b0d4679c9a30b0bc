package io.streamproc.launcher.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.streamproc.core.text.Printable;
import io.streamproc.launcher.Main;
import io.streamproc.testkit.Cli;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("streamproc replay --inspect")
class ReplayCommandTest {
  @TempDir private Path folder;

  @Test
  @DisplayName("prints the command line to use and the first events as they would be read")
  void proposes() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("it's.csv"),
            "Datum;Wert\n01.09.2015 11:30;13,56\n25.09.2015 11:35;8,5\n26.09.2015 11:35;9\n");
    Cli found = Cli.run(Main::execute, "replay", "--inspect", file.toString());
    assertEquals(0, found.code(), found.err());
    assertTrue(
        found
            .out()
            .startsWith(
                "streamproc local --replay '"
                    + folder
                    + "/it'\\''s.csv' '--replay-delimiter=;' '--replay-decimal=,'"
                    + " '--replay-time-format=dd.MM.yyyy HH:mm'\n"),
        found.out());
    assertTrue(found.out().contains("2015-09-01T11:30:00Z  13.56\n"), found.out());
    assertTrue(found.out().contains("3 of the first 3 rows are events"), found.out());
  }

  @Test
  @DisplayName("shows the controls in names of files and fields as escapes that a shell reads")
  void controls() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("a\n\u001b[31m.json"),
            "{\"time\":1441107000000,\"v\\u001b[0m\":13.56}\n");
    Cli found = Cli.run(Main::execute, "replay", "--inspect", file.toString());
    assertEquals(0, found.code(), found.err());
    assertEquals(found.out(), Printable.lines(found.out()));
    assertTrue(
        found.out().startsWith("streamproc local --replay $'" + folder + "/a\\n\\x1b[31m.json' "),
        found.out());
    assertTrue(found.out().contains(" $'--replay-amount-column=v\\x1b[0m'\n"), found.out());
  }

  @Test
  @DisplayName("looks at a file of any name, and shows it as one word for the shell")
  void names() throws IOException {
    List<String> names =
        new ArrayList<>(List.of("a\nb", "\t", "Gr\u00f6\u00dfe", "\u4e2d", "\u202e"));
    for (char c = ' '; c <= '~'; c++) {
      if (c != '/') {
        names.add(c == '.' ? "..." : String.valueOf(c));
        names.add("a" + c + "1.csv");
      }
    }
    for (String name : names) {
      Path file = Files.writeString(folder.resolve(name), "1441107000000,13.56\n");
      Cli found = Cli.run(Main::execute, "replay", "--inspect", file.toString());
      assertEquals(0, found.code(), name + ": " + found.err());
      String command = found.out().lines().findFirst().orElseThrow();
      assertTrue(
          command.startsWith("streamproc local --replay " + ShellWord.of(file.toString())),
          command);
      assertEquals(Printable.of(command), command);
    }
  }

  @Test
  @DisplayName("proposes a file whose name begins like an option by a path that does not")
  void likeAnOption() throws IOException {
    Path file = Files.writeString(Path.of("-replay.csv"), "1441107000000,13.56\n");
    try {
      Cli found = Cli.run(Main::execute, "replay", "--inspect", "--", file.toString());
      assertEquals(0, found.code(), found.err());
      assertTrue(found.out().startsWith("streamproc local --replay ./-replay.csv"), found.out());
    } finally {
      Files.delete(file);
    }
  }

  @Test
  @DisplayName("ends with code 3 if nothing can be read, and 2 if there is no such file")
  void unusable() throws IOException {
    Path file = Files.writeString(folder.resolve("f"), "hello\u001b[31m\nworld\n");
    assertEquals(3, Cli.run(Main::execute, "replay", "--inspect", file.toString()).code());
    Cli missing = Cli.run(Main::execute, "replay", "--inspect", folder.resolve("no").toString());
    assertEquals(2, missing.code());
    assertTrue(missing.err().contains("there is no file"), missing.err());
    assertEquals(
        2,
        Cli.run(Main::execute, "replay", "--inspect", "--replay-unit=h", file.toString()).code());
  }
}
