package io.streamproc.k8s;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("dev_watch.sh")
class WatchScriptTest {
  private static final List<String> ROLES =
      List.of(
          "event-producer",
          "event-api",
          "consumer-high",
          "consumer-low",
          "aggregator",
          "auditor",
          "web-ui");
  private static final Path VERTICLES = Path.of("../../verticles").toAbsolutePath().normalize();

  private ScriptStage stage;

  /** Uses the modules' real POMs, from which the script derives which role uses which module. */
  @BeforeEach
  void prepare(@TempDir Path folder) throws IOException {
    stage = new ScriptStage(folder);
    stage.set("POLL_SECONDS", "0.02").set("REVERT_SECONDS", "0.05");
    for (String module : List.of("core", "stores", "consumer", "audit", "testkit")) {
      module("verticles/" + module);
    }
    ROLES.forEach(role -> module("verticles/" + role));
    try (var poms = Files.list(VERTICLES)) {
      for (Path pom :
          poms.map(module -> module.resolve("pom.xml")).filter(Files::exists).toList()) {
        stage.file(
            "verticles/" + pom.getParent().getFileName() + "/pom.xml", Files.readString(pom));
      }
    }
    for (String module : List.of("launcher", "launcher/cluster", "launcher/embedded")) {
      module(module);
    }
    stage.file("launcher/target/streamproc/lib/vertx-core.jar", "");
    stage.file("launcher/target/streamproc/lib/streamproc-core.jar", "");
    stage.file("webroot/index.html", "<p>old</p>");
    stage.built();
    stage.tool(
        "javac",
        """
        [ ! -e "$STATE/javac-fails" ] || { echo 'One.java:7: error: cannot find symbol'; exit 1; }
        while [ "$1" != -d ]; do shift; done
        touch "$2/Compiled.class"
        """);
    stage.tool("jar", "while [ \"$1\" != --file ]; do shift; done; echo jar > \"$2\"");
    stage.given("live", String.join("", ROLES.stream().map(role -> role + " image:1 \n").toList()));
    stage.given("release", "streamproc streamproc 7 deployed\n");
    stage.given(
        "pods",
        String.join(
            "",
            ROLES.stream()
                .map(role -> String.format(Locale.ROOT, "%s pod-%s-1 True\n", role, role))
                .toList()));
    stage.kubectl(
        """
          *"get pods"*)
            all=$*
            roles=${all#*component in (}
            roles=,${roles%%)*},
            while read -r role pod; do [[ $roles != *,$role,* ]] || echo "$role $pod"; done < "$STATE/pods" ;;
          *"delete pod"*)
            [ ! -e "$STATE/never-ready" ] || exit 0
            for pod in "$@"; do sed -i "s/ $pod / ${pod}x /" "$STATE/pods"; done ;;
        """);
    stage.helm(
        """
          upgrade*)
            [ ! -e "$STATE/upgrade-fails" ] || exit 1
            [ ! -e "$STATE/edit" ] || { cat "$STATE/edit" > "$(cat "$STATE/edit")"; rm "$STATE/edit"; }
            : > "$STATE/values"
            while [ $# -gt 0 ]; do
              case $1 in
                -f) cat "$2" >> "$STATE/values" ;;
                --set) echo "$2" >> "$STATE/values" ;;
              esac
              shift
            done ;;
        """);
  }

  private void module(String name) {
    stage.file(name + "/src/main/java/One.java", "class One {}");
    stage.file(name + "/target/classes/One.class", "");
  }

  @AfterEach
  void close() {
    stage.close();
  }

  @Test
  @DisplayName("merges the roles of all modules into one META-INF/services file")
  void services() throws IOException {
    String file = "META-INF/services/io.streamproc.core.role.Role";
    for (String role : List.of("event-api", "web-ui")) {
      stage.file("verticles/" + role + "/src/main/resources/" + file, "a.role.of." + role + "\n");
    }
    stage.built();
    ScriptRun run = watching();
    edit("verticles/web-ui/src/main/java/Two.java");
    run.awaitOutput("web-ui runs it");
    assertEquals(
        List.of("a.role.of.event-api", "a.role.of.web-ui"),
        Files.readAllLines(stage.root.resolve("target/dev/classes").resolve(file)));
    end(run);
  }

  private ScriptRun watching(String... arguments) throws IOException {
    ScriptRun run = stage.start("dev_watch.sh", arguments);
    run.awaitOutput("watching");
    return run;
  }

  private void edit(String file) {
    stage.file(file, "// " + System.nanoTime());
  }

  /** Roles whose pods were deleted, once for each deletion. */
  private List<String> restarted() {
    return stage.calls("kubectl").stream()
        .filter(call -> call.contains("delete pod"))
        .flatMap(call -> Arrays.stream(call.split(" ")))
        .filter(word -> word.startsWith("pod-"))
        .map(pod -> pod.replaceAll("^pod-(.*)-1x*$", "$1"))
        .sorted()
        .toList();
  }

  private static void end(ScriptRun run) {
    run.terminate();
    assertEquals(143, run.exitCode(), run.output());
  }

  /** The roles that an edit of each file restarts. */
  private static final Map<String, String> AFFECTED =
      Map.of(
          "verticles/event-api/src/main/java/One.java",
          "event-api",
          "verticles/web-ui/src/main/java/Two.java",
          "web-ui",
          "webroot/index.html",
          "web-ui",
          "verticles/consumer/src/main/java/One.java",
          "auditor consumer-high consumer-low",
          "verticles/stores/src/main/java/One.java",
          "aggregator auditor consumer-high consumer-low",
          "verticles/core/src/main/java/One.java",
          String.join(" ", new TreeSet<>(ROLES)),
          "launcher/src/main/java/One.java",
          String.join(" ", new TreeSet<>(ROLES)),
          "launcher/cluster/src/main/java/One.java",
          String.join(" ", new TreeSet<>(ROLES)),
          "verticles/audit/src/main/java/One.java",
          "auditor");

  @Test
  @DisplayName("restarts only the roles that use the edited module")
  void affected() throws IOException {
    ScriptRun run = watching();
    for (var one : AFFECTED.entrySet()) {
      String roles = one.getValue();
      String message = roles.isEmpty() ? "no watched role uses it" : roles + " runs it, ";
      stage.forgetCalls();
      int before = run.output().length();
      edit(one.getKey());
      run.await(one.toString(), () -> run.output().substring(before).contains(message));
      assertEquals(
          roles.isEmpty() ? List.of() : List.of(roles.split(" ")), restarted(), one.getKey());
    }
    end(run);
  }

  @Test
  @DisplayName("detects a deleted file")
  void deleted() throws IOException {
    ScriptRun run = watching();
    Files.delete(stage.root.resolve("verticles/event-api/src/main/java/One.java"));
    run.awaitOutput("event-api runs it, ");
    end(run);
  }

  @Test
  @DisplayName("detects edits during its start")
  void early() throws IOException {
    stage.given(
        "edit", stage.root.resolve("verticles/event-api/src/main/java/One.java").toString());
    ScriptRun run = watching();
    run.awaitOutput("event-api runs it, ");
    end(run);
  }

  @Test
  @DisplayName("watches only the given roles")
  void named() throws IOException {
    ScriptRun run = watching("aggregator", "web-ui");
    edit("verticles/core/src/main/java/One.java");
    run.awaitOutput("aggregator web-ui runs it, ");
    edit("verticles/event-api/src/main/java/One.java");
    run.awaitOutput("no watched role uses it");
    assertEquals(List.of("aggregator", "web-ui"), restarted());
    end(run);
  }

  @Test
  @DisplayName("watches only deployed roles, and rejects others")
  void deployed() throws IOException {
    stage.given("live", "web-ui image:1 \n");
    ScriptRun run = watching();
    edit("verticles/core/src/main/java/One.java");
    run.awaitOutput("web-ui runs it, ");
    assertEquals(List.of("web-ui"), restarted());
    end(run);
    stage.run("dev_watch.sh", "aggregator").failsWith("aggregator is not deployed in streamproc");
  }

  @Test
  @DisplayName(
      "compiles a role with the launcher, a shared module with all modules, and no page files")
  void compiled() throws IOException {
    ScriptRun run = watching();
    edit("webroot/index.html");
    run.awaitOutput("web-ui runs it, ");
    assertEquals(List.of(), stage.calls("javac"));
    edit("verticles/event-api/src/main/java/One.java");
    run.awaitOutput("event-api runs it, ");
    assertEquals(List.of("verticles/event-api", "launcher"), sources(0));
    assertTrue(
        stage.calls("javac").get(0).contains("/launcher/embedded/target/classes:"),
        "needed by the launcher");
    edit("verticles/core/src/main/java/One.java");
    run.await("a compilation of all", () -> stage.calls("javac").size() == 2);
    assertTrue(
        sources(1).containsAll(List.of("verticles/core", "verticles/web-ui", "launcher/cluster")));
    assertFalse(sources(1).contains("verticles/testkit"));
    assertFalse(sources(1).contains("launcher/embedded"));
    end(run);
  }

  private List<String> sources(int compilation) {
    return Arrays.stream(stage.calls("javac").get(compilation).split(" "))
        .filter(word -> word.endsWith(".java"))
        .map(word -> word.replace(stage.root + "/", "").replace("/src/main/java/One.java", ""))
        .sorted(java.util.Comparator.reverseOrder())
        .toList();
  }

  @Test
  @DisplayName(
      "restarts nothing after a failed compilation, shows the compiler's output, and continues")
  void failing() throws IOException {
    stage.given("javac-fails", "");
    ScriptRun run = watching();
    edit("verticles/event-api/src/main/java/One.java");
    run.awaitOutput("it does not compile");
    assertTrue(run.output().contains("One.java:7: error: cannot find symbol"), run.output());
    assertEquals(List.of(), restarted());
    stage.forget("javac-fails");
    edit("verticles/event-api/src/main/java/One.java");
    run.awaitOutput("event-api runs it, ");
    end(run);
  }

  @Test
  @DisplayName(
      "replaces the jar by a new file, so that processes with the old file open are not affected")
  void newFile() throws IOException {
    ScriptRun run = watching();
    Path jar = stage.root.resolve("target/dev/own/streamproc.jar");
    Object before = Files.getAttribute(jar, "unix:ino");
    edit("verticles/event-api/src/main/java/One.java");
    run.awaitOutput("event-api runs it, ");
    assertNotEquals(before, Files.getAttribute(jar, "unix:ino"));
    assertTrue(Files.exists(stage.root.resolve("target/dev/classes/Compiled.class")));
    end(run);
  }

  @Test
  @DisplayName(
      "names the log of a pod that does not become ready, and continues with the next change")
  void neverReady() throws IOException {
    stage.given("never-ready", "");
    stage.set("READY_SECONDS", "1");
    ScriptRun run = watching();
    edit("verticles/event-api/src/main/java/One.java");
    run.awaitOutput(
        "not ready after 1 s: kubectl -n streamproc logs deployment/streamproc-event-api");
    stage.forget("never-ready");
    edit("verticles/event-api/src/main/java/One.java");
    run.awaitOutput("event-api runs it, ");
    end(run);
  }

  @Test
  @DisplayName("mounts the folder over the image's code, and removes it at the end")
  void mounted() throws IOException {
    ScriptRun run = watching();
    assertTrue(stage.state("values").startsWith("kafka: {heap: 1g}\n"), stage.state("values"));
    assertTrue(
        stage.state("values").contains("dev.watch.folder=/streamproc/target/dev/own,"),
        stage.state("values"));
    end(run);
    assertEquals("kafka: {heap: 1g}\n", stage.state("values"));
    assertEquals(2, stage.calls("helm upgrade").size());
  }

  @Test
  @DisplayName("tries to remove it even if the mount has failed, and reports a failure")
  void mountFails() throws IOException {
    stage.given("upgrade-fails", "");
    ScriptRun run = stage.run("dev_watch.sh");
    run.failsWith("the changes could not be reverted");
    assertFalse(run.output().contains("watching"), run.output());
  }

  @Test
  @DisplayName("reports that a role has no pods")
  void noPods() throws IOException {
    stage.given("pods", "web-ui pod-web-ui-1 True\n");
    ScriptRun run = watching();
    edit("verticles/event-api/src/main/java/One.java");
    run.awaitOutput("no pods of event-api to restart");
    end(run);
  }

  @Test
  @DisplayName(
      "with --local runs streamproc local without a cluster, and restarts it after a change")
  void local() throws IOException {
    stage.without("kubectl");
    stage.without("helm");
    stage.given("java-waits", "");
    ScriptRun run = watching("--local", "--rate", "100");
    run.await(
        "a start",
        () ->
            stage.calls("java").stream().anyMatch(call -> call.endsWith("Main local --rate 100")));
    run.await("its process", () -> stage.has("java"));
    String first = stage.state("java");
    edit("verticles/event-api/src/main/java/One.java");
    run.await("another start", () -> !stage.state("java").equals(first));
    assertFalse(ScriptStage.runs(first));
    assertTrue(ScriptStage.runs(stage.state("java")));
    String second = stage.state("java");
    end(run);
    assertFalse(ScriptStage.runs(second));
  }

  @Test
  @DisplayName("with --local keeps the old code running after a failed compilation")
  void localFailing() throws IOException {
    stage.given("java-waits", "");
    ScriptRun run = watching("--local");
    run.await("its process", () -> stage.has("java"));
    String first = stage.state("java");
    stage.given("javac-fails", "");
    edit("launcher/embedded/src/main/java/One.java");
    run.awaitOutput("it does not compile");
    assertEquals(first, stage.state("java"));
    assertTrue(ScriptStage.runs(first));
    end(run);
  }

  @Test
  @DisplayName("lists the roles if it gets an unknown one")
  void unknown() throws IOException {
    stage.run("dev_watch.sh", "webui").failsWith("no role 'webui', there are: event-producer");
  }

  @Test
  @DisplayName("reports that it needs a JDK")
  void noCompiler() throws IOException {
    stage.without("javac");
    stage.run("dev_watch.sh").failsWith("no javac found: a JDK is needed");
  }
}
