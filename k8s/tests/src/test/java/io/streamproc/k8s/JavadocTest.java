package io.streamproc.k8s;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The compiler's lint checks the content of comments; this test checks that they exist. */
@DisplayName("Javadoc")
class JavadocTest {
  private static final Pattern PUBLIC_TYPE =
      Pattern.compile(
          "^ *public ((static|final|abstract|sealed|non-sealed) )*"
              + "(class|interface|enum|record|@interface) \\w+.*");

  @Test
  @DisplayName("exists for every public type of main code")
  void types() throws IOException {
    List<String> without = new ArrayList<>();
    int[] types = {0};
    try (Stream<Path> files = Files.walk(DocumentedCommands.REPOSITORY)) {
      for (Path file :
          files.filter(file -> file.toString().matches(".*/src/main/java/.*\\.java")).toList()) {
        List<String> lines = Files.readAllLines(file);
        for (int i = 0; i < lines.size(); i++) {
          if (PUBLIC_TYPE.matcher(lines.get(i)).matches()) {
            types[0]++;
            if (!hasComment(lines, i)) {
              without.add(file.getFileName() + ":" + (i + 1));
            }
          }
        }
      }
    }
    assertEquals(List.of(), without);
    assertTrue(types[0] > 100, "types: " + types[0]);
  }

  /** Annotations may follow it, without a blank line. */
  private static boolean hasComment(List<String> lines, int type) {
    int line = type - 1;
    while (line > 0 && !lines.get(line).isBlank() && !lines.get(line).matches(".*[^=] \\{")) {
      if (lines.get(line).endsWith("*/")) {
        return true;
      }
      line--;
    }
    return false;
  }
}
