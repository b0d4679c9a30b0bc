package io.streamproc.k8s;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("dev_telepresence.sh")
class TelepresenceScriptTest {
  private static final String SECRET = "it's $ecret";

  private ScriptStage stage;

  @BeforeEach
  void prepare(@TempDir Path folder) throws IOException {
    stage = new ScriptStage(folder).built();
    stage.given("java-waits", "");
    stage.given("release", "streamproc streamproc 7 deployed\n");
    stage.kubectl("");
    stage.helm("");
    stage.tool(
        "telepresence",
        """
        case "$*" in
          version) echo "OSS Client         : v$(cat "$STATE/version" 2> /dev/null || echo 2.23.4)"; echo 'OSS Root Daemon    : not running' ;;
          status) [ ! -e "$STATE/connected" ] || echo '  Status            : Connected' ;;
          replace*)
            [ ! -e "$STATE/replace-fails" ] || exit 1
            for word in "$@"; do
              case $word in --env-file=*) file=${word#*=} ;; esac
            done
            cat > "$file" << 'END'
        STREAMPROC_CLUSTER_HOST=10.42.0.7
        STREAMPROC_CLUSTER_ENABLED=true
        STREAMPROC_AGGREGATOR_HOST=0.0.0.0
        STREAMPROC_MANAGEMENT_HOST=0.0.0.0
        STREAMPROC_SECURITY_KEYS=/etc/streamproc/keys/keys.json
        STREAMPROC_HTTP_TLS_KEY=/etc/streamproc/tls/tls.key
        STREAMPROC_TIMESCALE_PASSWORD='it'\\''s $ecret'
        PATH=/nowhere
        END
            stat=$(ls -ld "$file"); echo "${stat%% *}" > "$STATE/mode" ;;
          leave*) [ ! -e "$STATE/leave-fails" ] ;;
        esac
        """);
  }

  @AfterEach
  void close() {
    stage.close();
  }

  private ScriptRun running(String... arguments) throws IOException {
    return stage.startRole("dev_telepresence.sh", arguments);
  }

  private List<String> steps() {
    return stage.calls("telepresence").stream()
        .filter(call -> !call.endsWith("version") && !call.endsWith("status"))
        .map(call -> call.replaceAll("--env-file=\\S+ ", ""))
        .toList();
  }

  @Test
  @DisplayName(
      "connects, replaces the role's container, runs the role with its"
          + " variables, and reverts everything at the end")
  void runs() throws IOException {
    ScriptRun run = running("aggregator", "--", "--set", "aggregator.tick=1s");
    List<String> environment = stage.state("environment").lines().toList();
    for (String setting :
        List.of(
            "CLUSTER_HOST=127.0.0.1",
            "CLUSTER_PUBLIC_HOST=10.42.0.7",
            "CLUSTER_ENABLED=true",
            "TIMESCALE_PASSWORD=" + SECRET)) {
      assertTrue(environment.contains("STREAMPROC_" + setting), setting + " in " + environment);
    }
    assertFalse(environment.contains("PATH=/nowhere"));
    for (String podOnly :
        List.of("AGGREGATOR_HOST", "MANAGEMENT_HOST", "SECURITY_KEYS", "HTTP_TLS_KEY")) {
      assertTrue(
          environment.stream().noneMatch(line -> line.startsWith("STREAMPROC_" + podOnly)),
          podOnly);
    }
    assertTrue(stage.calls("java").get(1).endsWith("Main run aggregator --set aggregator.tick=1s"));
    assertTrue(stage.calls("java").get(1).contains("-Dhazelcast.socket.client.bind=false"));
    run.terminate();
    assertEquals(143, run.exitCode(), run.output());
    assertEquals(
        List.of(
            "telepresence connect --namespace streamproc",
            "telepresence replace streamproc-aggregator --container=aggregator"
                + " --env-syntax=sh --mount=false",
            "telepresence leave streamproc-aggregator",
            "telepresence quit"),
        steps());
    assertFalse(ScriptStage.runs(stage.state("java")));
  }

  @Test
  @DisplayName("prints no secret, and only its user can read the file with them")
  void secret() throws IOException {
    ScriptRun run = running("aggregator");
    run.terminate();
    run.exitCode();
    assertFalse(run.output().contains("$ecret"), run.output());
    assertTrue(stage.calls("").stream().noneMatch(call -> call.contains("$ecret")));
    assertEquals("-rw-------\n", stage.state("mode"));
  }

  @Test
  @DisplayName("keeps an existing connection")
  void connected() throws IOException {
    stage.given("connected", "");
    ScriptRun run = running("aggregator");
    run.terminate();
    run.exitCode();
    assertEquals(
        List.of("replace", "leave"), steps().stream().map(step -> step.split(" ")[1]).toList());
  }

  @Test
  @DisplayName("does not run the role if it can't replace the pod's, and reverts partial changes")
  void replaceFails() throws IOException {
    stage.given("replace-fails", "");
    ScriptRun run = stage.run("dev_telepresence.sh", "aggregator");
    assertTrue(run.exitCode() != 0, run.output());
    assertFalse(stage.has("java"));
    assertEquals("telepresence quit", steps().get(steps().size() - 1));
    assertTrue(steps().contains("telepresence leave streamproc-aggregator"));
  }

  @Test
  @DisplayName("exits with the role's code, and uses detach with newer versions")
  void ends() throws IOException {
    stage.forget("java-waits");
    stage.given("java-fails", "");
    stage.given("leave-fails", "");
    ScriptRun run = stage.run("dev_telepresence.sh", "aggregator");
    assertEquals(3, run.exitCode(), run.output());
    assertTrue(steps().contains("telepresence detach streamproc-aggregator"), steps().toString());
  }

  @Test
  @DisplayName("rejects a telepresence without replace, an unknown role, and a missing role")
  void refused() throws IOException {
    stage.run("dev_telepresence.sh").failsWith("which role? one of: event-producer");
    stage.run("dev_telepresence.sh", "agregator").failsWith("no role 'agregator'");
    stage.given("version", "2.20.2");
    stage
        .run("dev_telepresence.sh", "aggregator")
        .failsWith("telepresence is 2.20.2, needs 2.22.0 or newer: see https");
    assertEquals(List.of(), steps());
  }
}
