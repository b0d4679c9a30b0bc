package io.streamproc.k8s;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With the real git; Maven, docker and helm are stand-ins. */
@DisplayName("scripts/release.sh")
class ReleaseScriptTest {
  private static final String POM =
      """
      <project>
        <artifactId>streamproc-parent</artifactId>
        <version>0.3.0-SNAPSHOT</version>
        <project.build.outputTimestamp>2026-01-01T00:00:00Z</project.build.outputTimestamp>
        <other><version>1.0</version></other>
      </project>
      """;

  private static final String CHANGELOG =
      """
      # Changelog

      ## Unreleased

      - Not yet.

      ## 0.3.0 - 2026-05-05

      - A first thing.

      ## 0.2.0

      - An old thing.
      """;

  /** Writes the files of a build where {@code -f} says; other bytes each time if told so. */
  private static final String MAVEN =
      """
      folder=$(dirname "$2")
      version=$(sed -n 's|^  <version>\\(.*\\)</version>|\\1|p' "$2")
      content=same
      [ ! -e "$STATE/unsteady" ] || content=$folder
      for jar in launcher/target/streamproc/lib/streamproc-launcher verticles/testkit/target/streamproc-testkit; do
        mkdir -p "$(dirname "$folder/$jar")"
        echo "$content" > "$folder/$jar-$version.jar"
      done
      mkdir -p "$folder/k8s/image/target/lib/own"
      echo '{}' > "$folder/launcher/target/sbom.json"
      echo '{}' > "$folder/k8s/image/target/sbom.json"
      """;

  private static final List<String> FILES =
      List.of(
          "NOTES.md",
          "SHA256SUMS",
          "streamproc-0.3.0-image.cdx.json",
          "streamproc-0.3.0.cdx.json",
          "streamproc-0.3.0.tgz",
          "streamproc-launcher-0.3.0.jar",
          "streamproc-testkit-0.3.0.jar");

  @TempDir private Path folder;
  private ScriptStage stage;
  private Path out;

  @BeforeEach
  void prepare() throws IOException {
    stage = new ScriptStage(folder).built();
    stage.file("pom.xml", POM);
    stage.file("launcher/pom.xml", POM);
    stage.file("k8s/image/bin/streamproc", "");
    stage.file("k8s/image/Dockerfile", "");
    stage.file("k8s/streamproc/Chart.yaml", "version: 0.1.0\nappVersion: \"0.1.0\"\n");
    stage.file(
        "k8s/tests/src/test/resources/golden/default.yaml",
        "helm.sh/chart: streamproc-0.1.0\nimage: streamproc:0.1.0\nother: 0.1.0\n");
    stage.file("CHANGELOG.md", CHANGELOG);
    stage.file(".gitignore", "target/\n");
    stage.tool("git", "exec " + ScriptStage.find("git") + " \"$@\"\n");
    stage.tool("mvn", MAVEN);
    stage.tool("docker", "");
    stage.tool("helm", "echo chart > \"$4/streamproc-0.3.0.tgz\"\n");
    stage.set("GIT_CONFIG_NOSYSTEM", "1");
    git("init", "-q");
    git("config", "user.name", "Somebody");
    git("config", "user.email", "somebody@example.org");
    commit();
    out = stage.root.resolve("target/release/0.3.0");
  }

  @AfterEach
  void close() {
    stage.close();
  }

  private String git(String... arguments) throws IOException {
    List<String> command =
        Stream.concat(
                Stream.of(folder.resolve("bin/git").toString(), "-C", stage.root.toString()),
                Stream.of(arguments))
            .toList();
    return stage.start(command).succeeds().output().strip();
  }

  private void commit() throws IOException {
    git("add", "--all");
    git("commit", "-q", "-m", "A change");
    stage.forgetCalls();
  }

  private List<String> files() throws IOException {
    try (Stream<Path> all = Files.list(out)) {
      return all.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  @DisplayName("rehearses: creates every file of the version and changes nothing in the checkout")
  void rehearsal() throws IOException {
    String before = git("rev-parse", "HEAD");
    stage.run("release.sh", "0.3.0").succeeds();
    assertEquals(FILES, files());
    assertEquals("- A first thing.", Files.readString(out.resolve("NOTES.md")).strip());
    assertEquals(before, git("rev-parse", "HEAD"));
    assertEquals("", git("tag"));
    assertEquals("", git("status", "--porcelain"));
    assertEquals(1, stage.calls("docker build").size());
    assertTrue(stage.calls("docker build").get(0).contains("-t streamproc:0.3.0 "));
    stage.start(List.of("bash", "-c", "cd " + out + " && sha256sum -c SHA256SUMS")).succeeds();
    assertEquals(
        FILES.size() - 1, Files.readAllLines(out.resolve("SHA256SUMS")).size(), "checksums");
  }

  @Test
  @DisplayName("tags a commit that has the version everywhere, beside the branch; pushes nothing")
  void tag() throws IOException {
    String before = git("rev-parse", "HEAD");
    stage.run("release.sh", "--tag", "0.3.0").succeeds();
    assertEquals("v0.3.0", git("tag"));
    assertEquals(before, git("rev-parse", "HEAD"));
    assertEquals(before, git("rev-parse", "v0.3.0^"));
    String pom = git("show", "v0.3.0:launcher/pom.xml");
    assertTrue(pom.contains("<version>0.3.0</version>"), pom);
    assertTrue(pom.contains("<version>1.0</version>"), pom);
    String date =
        git(
            "-c",
            "log.showSignature=false",
            "show",
            "-s",
            "--date=format-local:%Y-%m-%dT%H:%M:%SZ",
            "--format=%cd",
            "HEAD");
    assertTrue(git("show", "v0.3.0:pom.xml").contains(date), date);
    assertEquals(
        "version: 0.3.0\nappVersion: \"0.3.0\"", git("show", "v0.3.0:k8s/streamproc/Chart.yaml"));
    assertEquals(
        "helm.sh/chart: streamproc-0.3.0\nimage: streamproc:0.3.0\nother: 0.1.0",
        git("show", "v0.3.0:k8s/tests/src/test/resources/golden/default.yaml"));
    assertTrue(git("tag", "-n9").contains("A first thing."));
    assertFalse(stage.called("git push"));
    assertFalse(stage.called("docker push"));
  }

  @Test
  @DisplayName("run again, creates the same commit and keeps the tag")
  void again() throws IOException {
    stage.run("release.sh", "--tag", "0.3.0").succeeds();
    String tag = git("rev-parse", "v0.3.0");
    String sums = Files.readString(out.resolve("SHA256SUMS"));
    stage.run("release.sh", "--tag", "0.3.0").succeeds();
    assertEquals(tag, git("rev-parse", "v0.3.0"));
    assertEquals(sums, Files.readString(out.resolve("SHA256SUMS")));
    git("checkout", "-q", "v0.3.0");
    stage.run("release.sh", "0.3.0").succeeds();
    assertEquals(sums, Files.readString(out.resolve("SHA256SUMS")));
  }

  @Test
  @DisplayName("rejects a version whose tag has other content, before it builds anything")
  void taken() throws IOException {
    git("tag", "v0.3.0");
    stage.file("more", "");
    commit();
    stage.run("release.sh", "0.3.0").failsWith("the tag v0.3.0 has other content");
    assertFalse(stage.called("mvn"));
  }

  @Test
  @DisplayName("rejects uncommitted changes, a version without a section, and an invalid version")
  void refused() throws IOException {
    stage.run("release.sh", "0.4.0").failsWith("no section '## 0.4.0'");
    stage.run("release.sh", "0.3").failsWith("usage");
    stage.run("release.sh", "v0.3.0").failsWith("usage");
    stage.run("release.sh").failsWith("usage");
    stage.run("release.sh", "0.3.0-SNAPSHOT").failsWith("is not a release version");
    stage.file("new", "");
    stage.run("release.sh", "0.3.0").failsWith("?? new");
    assertFalse(stage.called("mvn"));
  }

  @Test
  @DisplayName("fails if two builds differ, with the file's name")
  void differs() throws IOException {
    stage.given("unsteady", "");
    ScriptRun run = stage.run("release.sh", "--tag", "0.3.0");
    run.failsWith("two builds of the same commit differ");
    assertTrue(run.output().contains("streamproc-launcher-0.3.0.jar"), run::output);
    assertEquals("", git("tag"));
    assertFalse(Files.exists(out));
  }

  @Test
  @DisplayName("says which parts it left out, and does not tag without them")
  void missing() throws IOException {
    stage.without("helm");
    stage.tool("docker", "exit 1\n");
    ScriptRun run = stage.run("release.sh", "0.3.0").succeeds();
    assertTrue(run.output().contains("left out: the image, because docker"), run::output);
    assertTrue(run.output().contains("left out: the chart package, because helm"), run::output);
    TreeSet<String> expected = new TreeSet<>(FILES);
    expected.remove("streamproc-0.3.0.tgz");
    assertEquals(List.copyOf(expected), files());
    stage.run("release.sh", "--tag", "0.3.0").failsWith("v0.3.0 is not tagged");
    assertEquals("", git("tag"));
  }

  @Test
  @DisplayName("sets a version in the files of the checkout, and no -SNAPSHOT in the chart")
  void setVersion() throws IOException {
    stage.run("release.sh", "--set-version", "0.4.0-SNAPSHOT").succeeds();
    assertTrue(Files.readString(stage.root.resolve("pom.xml")).contains("0.4.0-SNAPSHOT"));
    assertEquals(
        "version: 0.4.0\nappVersion: \"0.4.0\"\n",
        Files.readString(stage.root.resolve("k8s/streamproc/Chart.yaml")));
    assertFalse(stage.called("mvn"));
  }
}
