package io.streamproc.k8s;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName(
    "The scripts that run the product, wherever the checkout is and however they are called")
class CheckoutTest {
  private static final String JAVA =
      """
      case "$*" in
        *properties*) echo '    java.specification.version = 17' >&2; exit ;;
      esac
      env -0 > "$STATE/environment"
      printf '%s\\0' "$@" > "$STATE/arguments"
      """;

  @TempDir private Path folder;

  private ScriptStage stage(String name) throws IOException {
    ScriptStage stage = new ScriptStage(folder, name).built();
    return stage.tool("java", JAVA);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "with space",
        "new\nline",
        "ends\n",
        "-dash",
        "com,ma",
        "semi;colon&or|else",
        "$HOME`id`$(id)",
        "glob*?[a-z]",
        "per%20cent",
        "quo'te\"s",
        "#hash",
        "~",
        "{a,b}",
        "@at",
        "=equals+plus",
        "!bang^",
        "(paren)<angle>",
        "ünö日"
      })
  @DisplayName("the class path and the folder of the data are those of the checkout")
  void folders(String name) throws IOException {
    try (ScriptStage stage = stage(name)) {
      stage.run("run_local.sh", "--replay", "two words").succeeds();
      assertRunsFrom(stage, stage.root);
      List<String> arguments = arguments(stage);
      assertEquals(
          List.of("local", "--replay", "two words"),
          arguments.subList(arguments.size() - 3, arguments.size()));
    }
  }

  private static void assertRunsFrom(ScriptStage stage, Path root) {
    List<String> arguments = arguments(stage);
    assertTrue(arguments.contains("-Dstreamproc.home=" + root), arguments::toString);
    String classPath = arguments.get(arguments.indexOf("-cp") + 1);
    assertEquals(root + "/launcher/target/streamproc/lib/*", classPath);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {"co:lon,a ':'", "bang!,a '!'", "back\\slash,a '\\'"})
  @DisplayName(
      "characters that Java or Maven can't have in a path are named in"
          + " one line; nothing is started")
  void refused(String name, String reason) throws IOException {
    try (ScriptStage stage = stage(name)) {
      stage.run("run_local.sh").failsWith(reason);
      assertFalse(stage.called("java"));
    }
  }

  @Test
  @DisplayName("through a chain of symbolic links, one of them relative, from another folder")
  void links() throws IOException {
    try (ScriptStage stage = stage("repository")) {
      Path elsewhere = Files.createDirectory(folder.resolve("else where"));
      Files.createSymbolicLink(
          elsewhere.resolve("start"), stage.root.resolve("scripts/run_local.sh"));
      Files.createSymbolicLink(folder.resolve("again"), Path.of("else where", "start"));
      stage.start(List.of(folder.resolve("again").toString())).succeeds();
      assertRunsFrom(stage, stage.root);
    }
  }

  @Test
  @DisplayName("by a link to the folder of the scripts")
  void linkedFolder() throws IOException {
    try (ScriptStage stage = stage("repository")) {
      Path link = folder.resolve("tools");
      Files.createSymbolicLink(link, stage.root.resolve("scripts"));
      stage.start(List.of(link + "/streamproc.sh", "version")).succeeds();
      assertRunsFrom(stage, stage.root);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"sh", "dash", "bash", "bash --posix"})
  @DisplayName("by the name of another shell")
  void shells(String shell) throws IOException {
    try (ScriptStage stage = stage("repository")) {
      stage.set("PATH", "/usr/bin:/bin").set("JAVA_HOME", javaHome(stage).toString());
      List<String> command = new ArrayList<>(List.of(shell.split(" ")));
      command.addAll(List.of(stage.root + "/scripts/run_local.sh", "--rate", "1"));
      stage.start(command).succeeds();
      assertRunsFrom(stage, stage.root);
    }
  }

  /** The stand-in for java in JAVA_HOME. */
  private Path javaHome(ScriptStage stage) throws IOException {
    Path home = Files.createDirectories(folder.resolve("jdk/bin")).getParent();
    Files.copy(folder.resolve("bin/java"), home.resolve("bin/java"));
    return stage.root.resolveSibling(home.getFileName());
  }

  @Test
  @DisplayName("with CDPATH set, by a relative path")
  void cdPath() throws IOException {
    try (ScriptStage stage = stage("repository")) {
      Files.createDirectories(folder.resolve("decoy/repository/scripts"));
      stage.set("CDPATH", folder.resolve("decoy").toString());
      stage.start(List.of("../repository/scripts/run_local.sh")).succeeds();
      assertRunsFrom(stage, stage.root);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"C", "POSIX", "tr_TR.UTF-8", "xx_XX"})
  @DisplayName(
      "file names are UTF-8 if the locale has no encoding, and nothing else depends on the locale")
  void locales(String locale) throws IOException {
    try (ScriptStage stage = stage("repository")) {
      stage.set("LC_ALL", locale).set("LC_NUMERIC", "de_DE.UTF-8").set("LANGUAGE", "tr");
      stage.run("run_local.sh").succeeds();
      List<String> environment = zeroSeparated(stage.state("environment"));
      assertEquals(
          List.of("LANG=C", "LC_CTYPE=C.UTF-8"),
          environment.stream().filter(v -> v.matches("(?s)(LANG|LC_).*")).sorted().toList());
    }
  }

  @Test
  @DisplayName("JAVA_OPTS is split into words without expansion of file name patterns")
  void javaOptions() throws IOException {
    try (ScriptStage stage = stage("repository")) {
      stage.set("JAVA_OPTS", "  -Xmx1g  -Da=* -Db=/*\n-Dc=1 ");
      stage.run("run_local.sh").succeeds();
      List<String> arguments = arguments(stage);
      int first = arguments.indexOf("-Xmx1g");
      assertEquals(
          List.of("-Xmx1g", "-Da=*", "-Db=/*", "-Dc=1"), arguments.subList(first, first + 4));
    }
  }

  private static List<String> arguments(ScriptStage stage) {
    return zeroSeparated(stage.state("arguments"));
  }

  private static List<String> zeroSeparated(String text) {
    return Arrays.asList(text.split("\0"));
  }
}
