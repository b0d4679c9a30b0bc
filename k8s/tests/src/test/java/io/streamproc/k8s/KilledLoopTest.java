package io.streamproc.k8s;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The loops are killed with SIGKILL at each call of a tool that changes something. The stand-ins
 * keep what the release was installed with and what a loop has changed in it.
 */
@DisplayName("A development loop that is killed")
class KilledLoopTest {
  private static final String VALUES = "kafka: {heap: 1g}\nroles:\n  web-ui:\n    disable: true\n";
  private static final String NEVER = "600";

  private ScriptStage stage;
  private Path folder;

  @BeforeEach
  void prepare(@TempDir Path folder) throws IOException {
    this.folder = folder;
    stage = new ScriptStage(folder);
    for (String role : List.of("event-api", "consumer-high", "web-ui")) {
      stage.file("verticles/" + role + "/src/main/java/One.java", "class One {}");
      stage.file("verticles/" + role + "/target/classes/One.class", "");
    }
    stage.file("launcher/src/main/java/One.java", "class One {}");
    stage.file("launcher/target/classes/One.class", "");
    stage.file("launcher/target/streamproc/lib/streamproc-core.jar", "");
    stage.file("k8s/image/Dockerfile", "FROM x\n");
    stage.file("k8s/image/target/lib/own/a.jar", "");
    stage.built("k8s/image/bin", "k8s/image/target/lib/third-party");
    stage.set("RETRY_SECONDS", "0.05").set("POLL_SECONDS", "0.02").set("SETTLE_SECONDS", "0");
    stage.given("java-waits", "");
    stage.given("release", "streamproc streamproc 7 deployed\n");
    stage.given("values", VALUES);
    stage.given("dev", "");
    stage.tool("docker", "");
    stage.tool("javac", "");
    stage.tool("jar", "while [ \"$1\" != --file ]; do shift; done; echo jar > \"$2\"");
    stage.given(
        "gate",
        """
        gate() {
          [ -e "$STATE/kill-at" ] && [[ "$1 $all" == $(< "$STATE/kill-at") ]] || return 0
          ended=$STATE/ended
          touch "$STATE/reached"
          until [ -e "$STATE/go" ]; do sleep 0.02; done
        }
        """);
    gated(
        "kubectl",
        """
        case "$all" in
          version*) echo 'Client Version: v1.31.0' ;;
          *"get configmap "*"-dev "*) cat "$STATE/dev" ;;
          *"get deployments"*)
            for role in consumer-high event-api web-ui; do
              off=; ! grep -q "^disabled $role " "$STATE/dev" || off=disabled
              [ $role != web-ui ] || off=disabled
              echo "$role image:1 $off"
            done ;;
          *"get configmap"*) printf 'plain\\tSTREAMPROC_EVENT_API_PORT\\t9998\\n' ;;
          *"get deployment "*) printf 'secret\\tSTREAMPROC_TIMESCALE_PASSWORD\\tx\\tpassword\\n' ;;
          *"get secret"*) printf hunter2 | base64 ;;
          *port-forward*)
            echo $$ >> "$STATE/forwards"
            echo "Forwarding from 127.0.0.1:${*: -1}"
            exec sleep 600 ;;
        esac
        """);
    gated(
        "helm",
        """
        case "$all" in
          version*) echo v3.14.0 ;;
          list*--pending*) cat "$STATE/pending" 2> /dev/null ;;
          list*) cat "$STATE/release" ;;
          rollback*) rm "$STATE/pending" ;;
          "get values"*)
            awk '$1 == "disabled" { print "dev:\\n  disabled:\\n    " $2 ": " $3 }
              $1 == "watch" { print "dev:\\n  watch:\\n    folder: " $2 "\\n    loop: " $3 }' "$STATE/dev"
            cat "$STATE/values" ;;
          upgrade*)
            [ ! -e "$STATE/pending" ] || exit 1
            : > "$STATE/values.new"
            : > "$STATE/dev.new"
            while [ $# -gt 0 ]; do
              case "$1 ${2:-}" in
                "-f "*) cat "$2" >> "$STATE/values.new" ;;
                "--set dev.watch."*) sed 's/.*folder=\\(.*\\),.*loop=/watch \\1 /' <<< "$2" >> "$STATE/dev.new" ;;
                "--set dev.disabled."*) sed 's/dev.disabled.\\(.*\\)=/disabled \\1 /' <<< "$2" >> "$STATE/dev.new" ;;
              esac
              shift
            done
            mv "$STATE/values.new" "$STATE/values"
            mv "$STATE/dev.new" "$STATE/dev" ;;
        esac
        """);
    gated(
        "telepresence",
        """
        case "$all" in
          version) echo "OSS Client         : v2.23.4" ;;
          status) [ ! -e "$STATE/connected" ] || echo '  Status            : Connected' ;;
          connect*) touch "$STATE/connected" ;;
          quit) rm -f "$STATE/connected" ;;
          replace*)
            [ ! -e "$STATE/replaced" ] || exit 1
            touch "$STATE/replaced"
            for word in "$@"; do
              case $word in --env-file=*) echo "STREAMPROC_TIMESCALE_PASSWORD='hunter2'" > "${word#*=}" ;; esac
            done ;;
          leave*) rm -f "$STATE/replaced" ;;
        esac
        """);
  }

  private void gated(String tool, String body) {
    stage.tool(
        tool,
        "all=$*\nended=/dev/null\n. \"$STATE/gate\"\ngate before\n(\n"
            + body
            + ")\nstatus=$?\ngate after\ntouch \"$ended\"\nexit $status\n");
  }

  @AfterEach
  void close() {
    stage.given("go", "");
    stage.close();
  }

  /**
   * Runs a loop until it makes this call, or until it runs its role if the call is empty, and kills
   * it.
   */
  private void killed(String loop, String moment) throws IOException {
    if (!moment.isEmpty()) {
      stage.given("kill-at", moment);
    }
    stage.forget("java"); // of a role that another loop has run
    String[] words = loop.split(" ");
    ScriptRun run = stage.start(words[0], Arrays.copyOfRange(words, 1, words.length));
    if (!moment.isEmpty()) {
      run.await(moment, () -> stage.has("reached"));
    } else if (loop.equals("dev_watch.sh")) {
      run.awaitOutput("watching");
    } else {
      run.await("its role", () -> stage.has("java"));
    }
    run.kill();
    stage.forget("kill-at");
    stage.given("go", "");
    stage.forget("reached");
    if (!moment.isEmpty()) {
      run.await("the end of the tool", () -> stage.has("ended"));
      stage.forget("ended");
    }
  }

  private void assertAsBefore(ScriptRun run) {
    assertEquals(VALUES, stage.state("values"), run::output);
    assertEquals("", stage.state("dev"), run::output);
    assertFalse(stage.has("connected"));
    assertFalse(stage.has("replaced"));
    run.await("the end of all processes", () -> !left("java") && !left("forwards"));
    run.await("no temporary folder", () -> files("tmp").isEmpty());
    run.await("no record", () -> files("repository/target/loops").isEmpty());
  }

  private boolean left(String numbers) {
    return stage.has(numbers) && stage.state(numbers).lines().anyMatch(ScriptStage::runs);
  }

  private List<Path> files(String name) {
    try (Stream<Path> files = Files.list(folder.resolve(name))) {
      return files.toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest(name = "{0}, {1}")
  @DisplayName("at any moment leaves nothing behind, after the next one has run")
  @CsvSource({
    "dev_watch.sh, before upgrade*",
    "dev_watch.sh, after upgrade*",
    "dev_watch.sh, before *rollout*",
    "dev_watch.sh, ''",
    "dev_watch.sh --local, ''",
    "dev_port_forward.sh event-api, before *get statefulset*",
    "dev_port_forward.sh event-api, before *get secret*",
    "dev_port_forward.sh event-api, before upgrade*",
    "dev_port_forward.sh event-api, after upgrade*",
    "dev_port_forward.sh event-api, ''",
    "dev_port_forward.sh event-api consumer-high, ''",
    "dev_telepresence.sh event-api, before connect*",
    "dev_telepresence.sh event-api, after connect*",
    "dev_telepresence.sh event-api, before replace*",
    "dev_telepresence.sh event-api, after replace*",
    "dev_telepresence.sh event-api, ''",
    "dev_upgrade.sh --no-push, before upgrade*",
    "dev_upgrade.sh --no-push, after upgrade*",
    "dev_upgrade.sh --no-push, before *rollout*",
  })
  void next(String loop, String moment) throws IOException {
    // Its guard sleeps, as if it had been killed too.
    stage.set("GUARD_SECONDS", NEVER);
    killed(loop, moment);
    stage.forget("java");
    ScriptRun next = stage.startRole("dev_port_forward.sh", "event-api");
    assertTrue(
        stage.state("dev").matches("disabled event-api \\S+/\\d+/\\d+\n"), stage.state("dev"));
    next.terminate();
    assertEquals(143, next.exitCode(), next.output());
    assertAsBefore(next);
  }

  @ParameterizedTest
  @DisplayName("has its local processes ended at once, without another loop")
  @CsvSource({
    "dev_port_forward.sh event-api",
    "dev_telepresence.sh event-api",
    "dev_watch.sh --local"
  })
  void guarded(String loop) throws IOException {
    stage.set("GUARD_SECONDS", "0.05");
    killed(loop, "");
    ScriptRun last = stage.start(List.of("true"));
    last.await("the end of the role", () -> !left("java") && !left("forwards"));
    last.await("no temporary folder", () -> files("tmp").isEmpty());
    assertFalse(stage.has("connected"));
    assertFalse(stage.has("replaced"));
  }

  @Test
  @DisplayName("together with its guard and its subshells, as by pkill, also leaves nothing behind")
  void subshells() throws IOException {
    ScriptRun run = stage.startRole("dev_port_forward.sh", "event-api");
    String script = folder.resolve("repository/scripts/dev_port_forward.sh").toString();
    ProcessHandle.allProcesses()
        .filter(one -> one.info().commandLine().filter(line -> line.contains(script)).isPresent())
        .forEach(ProcessHandle::destroyForcibly);
    run.exitCode();
    assertTrue(left("java") && left("forwards"), "the children of killed subshells run on");
    ScriptRun next = stage.start("dev_upgrade.sh", "--no-push");
    assertEquals(0, next.exitCode(), next.output());
    assertAsBefore(next);
  }

  @Test
  @DisplayName("is cleaned up by any other loop, also by dev_upgrade.sh and dev_telepresence.sh")
  void others() throws IOException {
    for (String other :
        List.of("dev_upgrade.sh --no-push", "dev_telepresence.sh consumer-high", "dev_watch.sh")) {
      killed("dev_port_forward.sh event-api", "");
      stage.forget("java-waits");
      String[] words = other.split(" ");
      ScriptRun run = stage.start(words[0], Arrays.copyOfRange(words, 1, words.length));
      if (other.equals("dev_watch.sh")) {
        run.awaitOutput("watching");
        run.terminate();
      }
      run.exitCode();
      assertAsBefore(run);
      stage.given("java-waits", "");
    }
  }

  @Test
  @DisplayName("is distinguished from a running one, whose changes are kept")
  void alive() throws IOException {
    ScriptRun first = stage.startRole("dev_port_forward.sh", "event-api");
    String changed = stage.state("dev");
    stage.run("dev_upgrade.sh", "--no-push").succeeds();
    assertEquals(changed, stage.state("dev"));
    ScriptRun watch = stage.start("dev_watch.sh");
    watch.awaitOutput("watching");
    assertTrue(stage.state("dev").startsWith(changed + "watch "), stage.state("dev"));
    watch.terminate();
    watch.exitCode();
    assertEquals(changed, stage.state("dev"));
    stage
        .run("dev_port_forward.sh", "event-api")
        .failsWith("event-api already runs in another loop");
    first.terminate();
    first.exitCode();
    assertAsBefore(first);
  }

  @Test
  @DisplayName("on another machine counts as running, unless FORGET is set")
  void elsewhere() throws IOException {
    stage.given("dev", "watch /x other.example/12/34\n");
    stage.run("dev_upgrade.sh", "--no-push").succeeds();
    assertEquals("watch /x other.example/12/34\n", stage.state("dev"));
    stage.set("FORGET", "yes").run("dev_upgrade.sh", "--no-push").succeeds();
    assertEquals("", stage.state("dev"));
  }

  @Test
  @DisplayName("with its helm, during an upgrade, blocks no other loop: the upgrade is rolled back")
  void pending() throws IOException {
    stage.given("pending", "streamproc streamproc 8 pending-upgrade\n");
    stage.given("dev", "watch /x here/12/34\n");
    stage.set("FORGET", "yes").run("dev_upgrade.sh", "--no-push").succeeds();
    assertTrue(stage.called("helm rollback streamproc -n streamproc"));
    assertEquals("", stage.state("dev"));
  }
}
