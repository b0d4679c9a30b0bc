package io.streamproc.core.settings;

import io.streamproc.core.text.Printable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A file of settings. Text in UTF-8, with or without a byte order mark, lines ended by LF, CRLF or
 * CR. A line is {@code key=value} or {@code key: value}; spaces around key and value are not part
 * of them, everything else is: nothing is quoted, no character is escaped, a backslash is itself.
 * Lines that are empty or begin with {@code #} or {@code !} are skipped. A line that ends with a
 * backslash continues on the next one if a space precedes the backslash or the next line is
 * indented. A key may occur only once.
 */
final class SettingsFile {
  private static final int LARGEST = 1 << 20; // a typical file has a few kilobytes
  private static final char BYTE_ORDER_MARK = '\uFEFF';

  private final String name;
  private final Map<String, String> values = new LinkedHashMap<>();
  private final Map<String, Integer> lines = new LinkedHashMap<>();
  private final List<String> problems = new ArrayList<>();

  private SettingsFile(String name) {
    this.name = name;
  }

  /**
   * @throws SettingsException with the problems of the file and their lines, but without values,
   *     which may be secrets
   */
  static Map<String, String> read(String file) {
    SettingsFile read = new SettingsFile("the settings file " + Printable.of(file));
    read.parse(read.text(file));
    if (!read.problems.isEmpty()) {
      throw new SettingsException(read.problems);
    }
    return read.values;
  }

  private String text(String file) {
    byte[] bytes = bytes(file);
    String other = otherEncoding(bytes);
    if (other != null) {
      throw refused(name + " is " + other + ": save it as UTF-8");
    }
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      throw refused(name + ", line " + lineOfFault(bytes) + ": is not UTF-8: save it as UTF-8");
    }
  }

  private byte[] bytes(String file) {
    try {
      Path path = Path.of(file);
      if (Files.isDirectory(path)) {
        throw refused(name + " is a folder");
      }
      try (var in = Files.newInputStream(path)) { // works for a pipe too
        byte[] bytes = in.readNBytes(LARGEST + 1);
        if (bytes.length > LARGEST) {
          throw refused(name + " is larger than 1 MiB: is it a settings file?");
        }
        return bytes;
      }
    } catch (NoSuchFileException e) {
      throw refused("there is no settings file " + Printable.of(file));
    } catch (AccessDeniedException e) {
      throw refused(name + " may not be read by this user");
    } catch (InvalidPathException e) {
      throw refused(
          "not a valid name of a settings file: " + Printable.of(file) + ": " + e.getReason());
    } catch (IOException e) {
      throw refused("can't read " + name + ": " + e.getMessage());
    }
  }

  /** Detected by the byte order mark, or by the zero bytes of Latin letters. */
  private static String otherEncoding(byte[] bytes) {
    int first = bytes.length > 0 ? bytes[0] & 0xFF : 1;
    int second = bytes.length > 1 ? bytes[1] & 0xFF : 1;
    if (first == 0xFF && second == 0xFE || second == 0) {
      return "UTF-16 (little endian)";
    }
    return first == 0xFE && second == 0xFF || first == 0 ? "UTF-16 (big endian)" : null;
  }

  private static int lineOfFault(byte[] bytes) {
    var in = ByteBuffer.wrap(bytes);
    StandardCharsets.UTF_8.newDecoder().decode(in, CharBuffer.allocate(bytes.length), true);
    int line = 1;
    for (int i = 0; i < in.position(); i++) {
      line += bytes[i] == '\n' ? 1 : 0;
    }
    return line;
  }

  private void parse(String text) {
    String[] all = text.split("\r\n|\n|\r", -1);
    for (int i = 0; i < all.length; i++) {
      int number = i + 1;
      String line = all[i].strip();
      if (line.isEmpty() || line.charAt(0) == '#' || line.charAt(0) == '!') {
        continue;
      }
      while (i + 1 < all.length && goesOn(line, all[i + 1])) {
        i++;
        line = line.substring(0, line.length() - 1) + all[i].strip();
      }
      add(number, line);
    }
  }

  private static boolean goesOn(String line, String next) {
    boolean indented = !next.isBlank() && Character.isWhitespace(next.charAt(0));
    return line.endsWith(" \\") || line.endsWith("\t\\") || line.endsWith("\\") && indented;
  }

  private void add(int number, String line) {
    int end = 0;
    while (end < line.length() && line.charAt(end) != '=' && line.charAt(end) != ':') {
      end++;
    }
    String key = line.substring(0, end).strip();
    if (end == line.length() || key.isEmpty()) {
      problems.add(name + ", line " + number + ": is not of the form key=value");
    } else if (lines.putIfAbsent(key, number) != null) {
      problems.add(
          name
              + (", line " + number + ": ")
              + Printable.of(key)
              + (" was given in line " + lines.get(key) + " already"));
    } else {
      values.put(key, line.substring(end + 1).strip());
    }
  }

  private static SettingsException refused(String problem) {
    return new SettingsException(List.of(problem));
  }
}
