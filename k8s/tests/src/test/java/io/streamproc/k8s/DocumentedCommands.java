package io.streamproc.k8s;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The commands that the documentation shows: lines of {@code sh} blocks, lines of other blocks and
 * inline code that begin with a known command, and the chart's notes. Their table, {@code
 * documented-commands.txt}, says how each one is run.
 */
final class DocumentedCommands {
  static final Path REPOSITORY = Path.of("../..").toAbsolutePath().normalize();
  private static final Path TABLE = Path.of("src/test/resources/documented-commands.txt");
  private static final Pattern FENCE = Pattern.compile("^\\s*```(\\w*)\\s*$");
  private static final Pattern KNOWN =
      Pattern.compile(
          "^(\\./)?(scripts/\\w+\\.sh|(curl|kubectl|helm|streamproc|java|mvn|vertx) .+).*");
  private static final Pattern INLINE = Pattern.compile("`([^`]+)`");

  /** How a command is run. */
  enum Kind {
    /** Really run, against {@code streamproc local}. */
    LOCAL,
    /** Run by a shell, with kubectl and helm replaced by a check of their arguments. */
    CLUSTER,
    /** Only its options are checked: it is run with {@code --help} added. */
    PARSED,
    /** Run by the test class that the table names. */
    TEST,
    /** Not run: a usage form with placeholders, or not testable; the table gives the reason. */
    NONE
  }

  /**
   * @param note the test class, or the reason why it is not run
   */
  record Entry(Kind kind, String note) {}

  private DocumentedCommands() {}

  /** The table's entry of each command. */
  static Map<String, Entry> table() throws IOException {
    Map<String, Entry> all = new TreeMap<>();
    for (String line : Files.readAllLines(TABLE)) {
      if (!line.isBlank() && !line.startsWith("#")) {
        String[] parts = line.split("\t", 2);
        String[] kind = parts[0].split(" ", 2);
        Entry entry = new Entry(Kind.valueOf(kind[0]), kind.length > 1 ? kind[1] : "");
        if (all.put(parts[1], entry) != null) {
          throw new IllegalStateException("twice in the table: " + parts[1]);
        }
      }
    }
    return all;
  }

  /**
   * Scripts: the commands of each block in order, and each command elsewhere as a script of its
   * own.
   */
  static List<List<String>> scripts() throws IOException {
    List<List<String>> all = new ArrayList<>();
    for (Path file : documents()) {
      scripts(Files.readAllLines(file), all);
    }
    for (String values : Chart.cases()) {
      all.add(ofNotes(Chart.notes(values)));
    }
    return all;
  }

  /** Each command once. */
  static Set<String> all() throws IOException {
    Set<String> all = new LinkedHashSet<>();
    scripts().forEach(all::addAll);
    return all;
  }

  static List<Path> documents() throws IOException {
    try (Stream<Path> files = Files.walk(REPOSITORY, 4)) {
      return files
          .filter(file -> file.toString().endsWith(".md"))
          .filter(file -> !file.endsWith("CHANGELOG.md"))
          .filter(
              file ->
                  !REPOSITORY.relativize(file).toString().matches("(.*/)?(target|data|\\.git)/.*"))
          .sorted()
          .toList();
    }
  }

  private static void scripts(List<String> lines, List<List<String>> all) {
    List<String> block = null;
    String language = "";
    for (String line : lines) {
      Matcher fence = FENCE.matcher(line);
      if (fence.matches()) {
        if (block != null && isShell(language)) {
          all.add(ofBlock(String.join("\n", block)));
        } else if (block != null && language.isEmpty()) {
          ofBlock(String.join("\n", block)).stream()
              .filter(DocumentedCommands::isKnown)
              .forEach(one -> all.add(List.of(one)));
        }
        block = block == null ? new ArrayList<>() : null;
        language = fence.group(1);
      } else if (block != null) {
        block.add(line);
      } else {
        INLINE
            .matcher(line)
            .results()
            .map(found -> found.group(1).strip())
            .filter(DocumentedCommands::isWhole)
            .forEach(one -> all.add(List.of(one)));
      }
    }
  }

  /** Whether it is a whole command, not only its name or its beginning. */
  private static boolean isWhole(String code) {
    return isKnown(code) && code.contains(" ") && code.matches(".*( -|/).*") && !code.contains("…");
  }

  private static boolean isShell(String language) {
    return List.of("sh", "bash", "shell", "console").contains(language);
  }

  private static boolean isKnown(String line) {
    return KNOWN.matcher(line).matches();
  }

  private static List<String> ofBlock(String block) {
    return block
        .replaceAll("\\\\\n\\s*", "")
        .lines()
        .map(DocumentedCommands::withoutComment)
        .filter(line -> !line.isEmpty())
        .toList();
  }

  private static List<String> ofNotes(String notes) {
    return notes
        .lines()
        .filter(line -> line.startsWith("  "))
        .map(line -> withoutComment(line.strip()))
        .filter(DocumentedCommands::isKnown)
        .toList();
  }

  private static String withoutComment(String line) {
    return line.replaceAll("(^|\\s+)# .*$", "").strip();
  }

  /** Files of the tests, by their class names. */
  static Map<String, Path> tests() {
    Map<String, Path> all = new LinkedHashMap<>();
    try (Stream<Path> files = Files.walk(REPOSITORY)) {
      files
          .filter(file -> file.toString().matches(".*/src/test/java/.*(Test|IT)\\.java"))
          .forEach(file -> all.put(file.getFileName().toString().replace(".java", ""), file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return all;
  }
}
