package io.streamproc.launcher.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.streamproc.launcher.Cli;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
    Cli found = Cli.run("replay", "--inspect", file.toString());
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
  @DisplayName("ends with code 3 if nothing can be read, and 2 if there is no such file")
  void unusable() throws IOException {
    Path file = Files.writeString(folder.resolve("f"), "hello\u001b[31m\nworld\n");
    assertEquals(3, Cli.run("replay", "--inspect", file.toString()).code());
    Cli missing = Cli.run("replay", "--inspect", folder.resolve("no").toString());
    assertEquals(2, missing.code());
    assertTrue(missing.err().contains("there is no file"), missing.err());
    assertEquals(2, Cli.run("replay", "--inspect", "--replay-unit=h", file.toString()).code());
  }
}
