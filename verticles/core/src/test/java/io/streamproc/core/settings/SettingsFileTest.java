package io.streamproc.core.settings;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("A file of settings")
class SettingsFileTest {
  @TempDir private Path folder;

  private record Line(String text, String value) {}

  static List<Line> lines() {
    return List.of(
        new Line("k=v", "v"),
        new Line("k = v ", "v"),
        new Line("\tk\t=\tv", "v"),
        new Line("k: v", "v"),
        new Line("k:v", "v"),
        new Line("k=", ""),
        new Line("k=a=b:c", "a=b:c"),
        new Line("k: a=b", "a=b"),
        new Line("k=C:\\data\\new", "C:\\data\\new"),
        new Line("k=C:\\data\\", "C:\\data\\"),
        new Line("k=\\u0041\\n\\\\", "\\u0041\\n\\\\"),
        new Line("k=a # no comment ! here", "a # no comment ! here"),
        new Line("k=\"quoted\" 'too'", "\"quoted\" 'too'"),
        new Line("k=${HOME} $1 %PATH%", "${HOME} $1 %PATH%"),
        new Line("k=a \\\nb \\\n   c", "a b c"),
        new Line("k=a,\\\n  b,\\\n\tc", "a,b,c"),
        new Line("k=a\\\nj=b", "a\\"),
        new Line("# k=0\n  ! k=1\n\nk=\u00fc\u65e5\ud83d\ude00", "\u00fc\u65e5\ud83d\ude00"),
        new Line("\r\nk=v\r\n", "v"),
        new Line("j=1\rk=v\r", "v"),
        new Line("\ufeffk=v", "v"),
        new Line("\ufeff# c\nk=v", "v"),
        new Line("k=" + "x".repeat(100_000), "x".repeat(100_000)));
  }

  @ParameterizedTest
  @MethodSource("lines")
  @DisplayName("is read literally")
  void read(Line line) throws IOException {
    assertEquals(line.value(), SettingsFile.read(file(line.text(), UTF_8)).get("k"));
  }

  @Test
  @DisplayName("with every kind of line is read correctly")
  void whole() throws IOException {
    String text = "a.one=1\r\n\r\n# two\r\na-two: 2\r\n";
    assertEquals(Map.of("a.one", "1", "a-two", "2"), SettingsFile.read(file(text, UTF_8)));
    assertEquals(Map.of(), SettingsFile.read(file("", UTF_8)));
  }

  @Test
  @DisplayName("in another encoding is refused with its name, or with the line of the first fault")
  void encodings() throws IOException {
    assertRefused(file("k=v\n", UTF_16LE), "is UTF-16 (little endian): save it as UTF-8");
    assertRefused(file("\ufeffk=v\n", UTF_16LE), "is UTF-16 (little endian): save it as UTF-8");
    assertRefused(file("k=v\n", UTF_16BE), "is UTF-16 (big endian): save it as UTF-8");
    assertRefused(file("\ufeffk=v\n", UTF_16BE), "is UTF-16 (big endian): save it as UTF-8");
    assertRefused(
        file("a=1\n\nk=\u00fc\n", ISO_8859_1), ", line 3: is not UTF-8: save it as UTF-8");
  }

  @Test
  @DisplayName(
      "with lines that are none, or a key twice, is refused with their numbers, all at once")
  void wrongLines() throws IOException {
    String file = file("a=1\nno setting\n=s3cr3t\n\na:2\nB\u00a0=3\n", UTF_8);
    SettingsException e = assertThrows(SettingsException.class, () -> SettingsFile.read(file));
    assertEquals(3, e.problems().size(), e.getMessage());
    assertTrue(e.problems().get(0).endsWith("line 2: is not of the form key=value"));
    assertTrue(e.problems().get(1).endsWith("line 3: is not of the form key=value"));
    assertTrue(e.problems().get(2).endsWith("line 5: a was given in line 1 already"));
    assertFalse(e.getMessage().contains("s3cr3t"));
  }

  @Test
  @DisplayName("that can't be read is refused with the reason")
  void unreadable() throws IOException {
    assertRefused(folder.toString(), folder + " is a folder");
    assertRefused(folder + "/none", "there is no settings file " + folder + "/none");
    assertRefused("\0", "not a valid name of a settings file: \\u0000");
    Path huge = Files.write(folder.resolve("huge"), new byte[(1 << 20) + 1]);
    assertRefused(huge.toString(), "larger than 1 MiB");
  }

  private String file(String text, Charset charset) throws IOException {
    return Files.write(folder.resolve("s.properties"), text.getBytes(charset)).toString();
  }

  private static void assertRefused(String file, String reason) {
    SettingsException e = assertThrows(SettingsException.class, () -> SettingsFile.read(file));
    assertEquals(1, e.problems().size(), e.getMessage());
    assertTrue(e.getMessage().contains(reason), e.getMessage());
  }
}
