package io.streamproc.launcher.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.streamproc.core.text.Printable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A word of a command line that is shown")
class ShellWordTest {
  @Test
  @DisplayName("is read back by bash as it was, and holds nothing that a terminal obeys")
  void roundTrip() throws Exception {
    List<String> texts = new ArrayList<>(List.of("it's", "$HOME `id`", "a\nb\\n", "\u202etxt", ""));
    for (char c = 1; c <= 0xA0; c++) {
      texts.add("x" + c + "1f");
    }
    texts.add("Gr\u00f6\u00dfe \ud83d\ude00 \ufeff\u2028");
    StringBuilder line = new StringBuilder("printf '%s\\0'");
    for (String text : texts) {
      String word = ShellWord.of(text);
      assertTrue(Printable.of(word).equals(word), word);
      line.append(' ').append(word);
    }
    assertEquals(String.join("\0", texts) + "\0", bash(line.toString()));
  }

  @Test
  @DisplayName("is left alone if no shell finds anything in it")
  void plain() {
    assertEquals("--replay-zone=Europe/Berlin+x", ShellWord.of("--replay-zone=Europe/Berlin+x"));
    assertEquals("'a b'", ShellWord.of("a b"));
    assertEquals("$'a\\x1b[0m'", ShellWord.of("a\u001b[0m"));
  }

  /** By standard input: a process's arguments are in the encoding of this one's locale. */
  private static String bash(String line) throws IOException {
    ProcessBuilder builder = new ProcessBuilder("bash", "-s").redirectErrorStream(true);
    builder.environment().put("LC_ALL", "C.UTF-8");
    Process bash = builder.start();
    try (var in = bash.outputWriter(StandardCharsets.UTF_8)) {
      in.write(line);
    }
    return new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }
}
