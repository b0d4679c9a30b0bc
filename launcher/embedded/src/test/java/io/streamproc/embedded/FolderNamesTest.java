package io.streamproc.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The path of a data folder")
class FolderNamesTest {
  /** All printable characters except the slash and the comma; EmbeddedServersIT starts on them. */
  static String allowed() {
    StringBuilder all = new StringBuilder("-");
    for (char c = ' '; c < 127; c++) {
      if (c != '/' && c != ',') {
        all.append(c);
      }
    }
    return all.append("$HOME`touch hit`\"$(touch hit)äß中 ").toString();
  }

  @Test
  @DisplayName("may contain any printable character but a comma")
  void allowedOnes() {
    FolderNames.require("data folder", Path.of("/", allowed()));
  }

  @Test
  @DisplayName("is refused with a comma or a control character, which is named")
  void refusedOnes() {
    assertRefused("com,ma", "com,ma", "a comma");
    assertRefused("new\nline", "new?line", "the character U+000A");
    assertRefused("tab\t", "tab?", "the character U+0009");
    assertRefused("\u001b[31m", "?[31m", "the character U+001B");
    assertRefused("\u007f", "?", "the character U+007F");
    assertRefused("a\u0085b", "a\u0085b".replace('\u0085', '?'), "the character U+0085");
  }

  private static void assertRefused(String name, String shown, String character) {
    EmbeddedServerException e =
        assertThrows(
            EmbeddedServerException.class,
            () -> FolderNames.require("data folder", Path.of("/data", name)));
    assertEquals(
        "data folder: the path /data/"
            + shown
            + " holds "
            + character
            + ", which the servers can't use; choose another folder",
        e.getMessage());
  }
}
