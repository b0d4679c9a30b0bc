package io.streamproc.k8s;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The documentation")
class DocsTest {
  private static final int COLUMNS = 100;
  private static final Pattern FENCE = Pattern.compile("^\\s*```.*");
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#\\s]*)(#[^)\\s]*)?\\)");

  /** Inline code and links stay on one line: tests look for commands there. */
  private static final Pattern UNBREAKABLE = Pattern.compile("`[^`]*`|!?\\[[^\\]]*\\]\\([^)]*\\)");

  @Test
  @DisplayName("has lines of at most 100 columns, except tables, code and unbreakable text")
  void columns() throws IOException {
    List<String> wide = new ArrayList<>();
    for (Path file : DocumentedCommands.documents()) {
      boolean code = false;
      int number = 0;
      for (String line : Files.readAllLines(file)) {
        number++;
        if (FENCE.matcher(line).matches()) {
          code = !code;
        } else if (!code && isTooWide(line)) {
          wide.add(DocumentedCommands.REPOSITORY.relativize(file) + ":" + number);
        }
      }
    }
    assertEquals(List.of(), wide);
  }

  private static boolean isTooWide(String line) {
    if (line.codePointCount(0, line.length()) <= COLUMNS || line.startsWith("|")) {
      return false;
    }
    String text = line.strip().replaceFirst("^([-*>]|#+|\\d+\\.) +", "");
    return UNBREAKABLE.matcher(text).replaceAll("x").contains(" ");
  }

  @Test
  @DisplayName("must follow that rule only if a line can be broken")
  void rule() {
    String words = "word ".repeat(21).strip();
    String link = "[text of a link](" + "a/".repeat(50) + ")";
    assertTrue(isTooWide(words));
    assertTrue(isTooWide("- " + words));
    assertTrue(isTooWide(link + " more"));
    assertFalse(isTooWide("word ".repeat(20).strip()));
    assertFalse(isTooWide("| " + words + " |"));
    assertFalse(isTooWide("- " + link));
    assertFalse(isTooWide("`" + words + "`"));
  }

  @Test
  @DisplayName("has links to files and headings that exist")
  void links() throws IOException {
    List<String> dead = new ArrayList<>();
    for (Path file : DocumentedCommands.documents()) {
      Matcher link = LINK.matcher(Files.readString(file));
      while (link.find()) {
        Path target = link.group(1).isEmpty() ? file : file.resolveSibling(link.group(1));
        if (!link.group(1).contains("://") && !exists(target, link.group(2))) {
          dead.add(DocumentedCommands.REPOSITORY.relativize(file) + ": " + link.group());
        }
      }
    }
    assertEquals(List.of(), dead);
  }

  private static boolean exists(Path target, String anchor) throws IOException {
    if (!Files.exists(target)) {
      return false;
    }
    return anchor == null
        || Files.readAllLines(target).stream()
            .filter(line -> line.startsWith("#"))
            .anyMatch(line -> anchor.equals("#" + slug(line)));
  }

  /** The anchor that GitHub gives to a heading. */
  private static String slug(String heading) {
    return heading
        .replaceFirst("^#+ +", "")
        .toLowerCase(Locale.ROOT)
        .replaceAll("[^\\p{L}\\p{N} _-]", "")
        .replace(' ', '-');
  }
}
