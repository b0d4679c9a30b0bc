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

@DisplayName("dev_port_forward.sh")
class PortForwardScriptTest {
  private static final String SECRET = "hunter2-and-more";
  private static final String DISABLES = "helm upgrade streamproc ";

  private ScriptStage stage;

  @BeforeEach
  void prepare(@TempDir Path folder) throws IOException {
    stage = new ScriptStage(folder).built();
    stage.set("RETRY_SECONDS", "0.05");
    stage.given("release", "streamproc streamproc 7 deployed\n");
    stage.given(
        "live",
        "consumer-high image:1 \nevent-api image:1 \nweb-ui image:1 \nevent-producer image:1 \n");
    stage.given("java-waits", "");
    stage.kubectl(
        """
          *"get statefulset"*) [ ! -e "$STATE/outside" ] ;;
          *"get configmap"*)
            [ ! -e "$STATE/no-settings" ] || exit 1
            printf 'plain\\tSTREAMPROC_KAFKA_BOOTSTRAP_SERVERS\\tstreamproc-kafka.streamproc.svc:9092\\n'
            printf 'plain\\tSTREAMPROC_TIMESCALE_HOST\\tstreamproc-timescale\\nplain\\tSTREAMPROC_TIMESCALE_DATABASE\\tevents of ours\\n'
            printf 'plain\\tSTREAMPROC_EVENT_API_HOST\\t0.0.0.0\\nplain\\tSTREAMPROC_EVENT_API_PORT\\t9998\\n'
            printf 'plain\\tSTREAMPROC_MANAGEMENT_HOST\\t0.0.0.0\\nplain\\tSTREAMPROC_CLUSTER_DISCOVERY\\tkubernetes\\n' ;;
          *"get deployment "*)
            printf 'plain\\tJDK_JAVA_OPTIONS\\t-Xmx1m\\nplain\\tSTREAMPROC_CLUSTER_ENABLED\\ttrue\\nplain\\tSTREAMPROC_RUN_DISABLED\\ttrue\\n'
            printf 'secret\\tSTREAMPROC_TIMESCALE_PASSWORD\\tstreamproc-timescale\\tpassword\\nplain\\tSTREAMPROC_CONSUMER_THRESHOLD\\t7\\n' ;;
          *"get secret"*) [ ! -e "$STATE/no-secret" ] && printf '%s' SECRET | base64 ;;
          *port-forward*)
            if [ -e "$STATE/taken" ]; then
              echo "Unable to listen on port 29092: Listeners failed to create with the following errors:" \\
                "[unable to create listener: Error listen tcp4 127.0.0.1:29092: bind: address already in use]" >&2
              exit 1
            fi
            echo $$ >> "$STATE/forwards"
            echo "Forwarding from 127.0.0.1:${*: -1}"
            if [ -e "$STATE/lost" ]; then
              rm "$STATE/lost"
              echo 'E1126 an error occurred forwarding 29092 -> 29092: pod not found' >&2
            fi
            exec sleep 600 ;;
        """
            .replace("SECRET", SECRET));
    stage.helm(
        """
          upgrade*dev.disabled*) [ ! -e "$STATE/disable-fails" ] ;;
          upgrade*) [ ! -e "$STATE/back-fails" ] ;;
        """);
  }

  @AfterEach
  void close() {
    stage.close();
  }

  private ScriptRun running(String... roles) throws IOException {
    return stage.startRole("dev_port_forward.sh", roles);
  }

  private List<String> switched(String role) {
    return stage.calls(DISABLES).stream()
        .map(call -> String.valueOf(call.contains(" dev.disabled." + role + "=")))
        .toList();
  }

  private void assertNothingLeft(ScriptRun run) {
    run.await("the end of the role", () -> !ScriptStage.runs(stage.state("java")));
    run.await(
        "the end of the forwards",
        () -> stage.state("forwards").lines().noneMatch(ScriptStage::runs));
  }

  @Test
  @DisplayName(
      "runs the role with the release's settings against forwarded servers, disabled in the cluster meanwhile")
  void runs() throws IOException {
    ScriptRun run = running("consumer-high", "--", "--set", "kafka.topic=mine");
    assertEquals(List.of("true"), switched("consumer-high"));
    List<String> environment = stage.state("environment").lines().toList();
    for (String setting :
        List.of(
            "KAFKA_BOOTSTRAP_SERVERS=127.0.0.1:29092",
            "TIMESCALE_HOST=127.0.0.1",
            "TIMESCALE_PORT=25432",
            "TIMESCALE_DATABASE=events of ours",
            "TIMESCALE_PASSWORD=" + SECRET,
            "CONSUMER_THRESHOLD=7",
            "MANAGEMENT_PORT=9990")) {
      assertTrue(environment.contains("STREAMPROC_" + setting), setting + " in " + environment);
    }
    for (String podOnly :
        List.of("CLUSTER_", "RUN_DISABLED", "MANAGEMENT_HOST", "EVENT_API_HOST")) {
      assertTrue(
          environment.stream().noneMatch(line -> line.startsWith("STREAMPROC_" + podOnly)),
          podOnly);
    }
    assertTrue(
        stage.calls("java").get(1).endsWith("Main run consumer-high --set kafka.topic=mine"));
    assertEquals(
        List.of("pod/streamproc-kafka-0 29092:29092", "pod/streamproc-timescale-0 25432:5432"),
        stage.calls("kubectl").stream()
            .filter(call -> call.contains("port-forward"))
            .map(call -> call.replaceAll(".*127.0.0.1 ", ""))
            .toList());
    run.terminate();
    run.exitCode();
  }

  @Test
  @DisplayName(
      "puts the role back when it is ended by a signal, after the role has stopped, and leaves no process")
  void signal() throws IOException {
    ScriptRun run = running("consumer-high");
    run.terminate();
    assertEquals(143, run.exitCode(), run.output());
    assertEquals(List.of("true", "false"), switched("consumer-high"));
    assertNothingLeft(run);
  }

  @Test
  @DisplayName("puts the role back when it ends by itself, and ends as it did")
  void end() throws IOException {
    stage.forget("java-waits");
    stage.given("java-fails", "");
    ScriptRun run = stage.run("dev_port_forward.sh", "consumer-high");
    assertEquals(3, run.exitCode(), run.output());
    assertEquals(List.of("true", "false"), switched("consumer-high"));
    assertNothingLeft(run);
  }

  @Test
  @DisplayName("puts the role back when disabling it was broken off, and does not run it")
  void disableFails() throws IOException {
    stage.given("disable-fails", "");
    ScriptRun run = stage.run("dev_port_forward.sh", "consumer-high");
    assertTrue(run.exitCode() != 0, run.output());
    assertEquals(List.of("true", "false"), switched("consumer-high"));
    assertFalse(stage.has("java"));
  }

  @Test
  @DisplayName("tries to put it back three times, and says if it could not")
  void backFails() throws IOException {
    stage.given("back-fails", "");
    stage.tool(
        "sleep",
        "[ \"$1\" != 600 ] || exec '"
            + Path.of("target/script-tools/sleep").toAbsolutePath()
            + "' 600");
    ScriptRun run = running("consumer-high");
    run.terminate();
    run.failsWith("could not: the next of scripts/dev_*.sh does");
    assertEquals(List.of("true", "false", "false", "false"), switched("consumer-high"));
  }

  @Test
  @DisplayName("leaves a role disabled that was so before")
  void before() throws IOException {
    stage.given("live", "consumer-high image:1 disabled\n");
    ScriptRun run = running("consumer-high");
    run.terminate();
    run.exitCode();
    assertEquals(List.of(), stage.calls(DISABLES));
    assertTrue(run.output().contains("disabled in the cluster already"), run.output());
  }

  @Test
  @DisplayName("prints no secret, and gives none to a command as an argument")
  void secret() throws IOException {
    ScriptRun run = running("consumer-high");
    run.terminate();
    run.exitCode();
    assertTrue(stage.state("environment").contains(SECRET));
    assertFalse(run.output().contains(SECRET), run.output());
    assertTrue(stage.calls("").stream().noneMatch(call -> call.contains(SECRET)));
  }

  @Test
  @DisplayName("does not run a role whose settings or secrets it can't read")
  void unreadable() throws IOException {
    for (String what : List.of("no-settings", "no-secret")) {
      stage.given(what, "");
      ScriptRun run = stage.run("dev_port_forward.sh", "consumer-high");
      assertTrue(run.exitCode() != 0, run.output());
      assertFalse(stage.has("java"), what);
      assertEquals(List.of(), stage.calls(DISABLES));
      stage.forget(what);
    }
  }

  @Test
  @DisplayName("forwards anew when a forward ends, as newer kubectls do when the pod is gone")
  void reconnects() throws IOException {
    ScriptRun run = running("event-api");
    String first = stage.state("forwards").strip();
    ProcessHandle.of(Long.parseLong(first)).orElseThrow().destroy();
    run.await("another forward", () -> stage.state("forwards").lines().count() == 2);
    run.awaitOutput("the forward to pod/streamproc-kafka-0 is made anew");
    run.terminate();
    run.exitCode();
    assertNothingLeft(run);
  }

  @Test
  @DisplayName("forwards anew when a forward only complains, as older kubectls do")
  void complains() throws IOException {
    stage.given("lost", "");
    ScriptRun run = running("event-api");
    run.await("another forward", () -> stage.state("forwards").lines().count() == 2);
    run.await(
        "the end of the first",
        () -> !ScriptStage.runs(stage.state("forwards").lines().findFirst().orElseThrow()));
    run.terminate();
    run.exitCode();
  }

  @Test
  @DisplayName("refuses a port that another has, and changes nothing")
  void taken() throws IOException {
    stage.given("taken", "");
    stage.run("dev_port_forward.sh", "event-api").failsWith("port 29092 is taken");
    assertFalse(stage.has("java"));
    assertEquals(List.of(), stage.calls(DISABLES));
  }

  @Test
  @DisplayName(
      "runs an aggregator with web-ui, which could not ask one in the cluster, and leaves that one there")
  void webUi() throws IOException {
    ScriptRun run = running("web-ui");
    assertTrue(stage.calls("java").get(1).endsWith("Main run web-ui aggregator"));
    run.terminate();
    run.exitCode();
    assertEquals(List.of("true", "false"), switched("web-ui"));
    assertEquals(List.of("false", "false"), switched("aggregator"));
  }

  @Test
  @DisplayName("sends the producer to the cluster's event-api, or to the one that runs here too")
  void producer() throws IOException {
    ScriptRun one = running("event-producer");
    assertTrue(
        stage
            .state("environment")
            .contains("STREAMPROC_EVENT_PRODUCER_URL=http://127.0.0.1:29998\n"));
    one.terminate();
    one.exitCode();
    stage.forget("java");
    ScriptRun both = running("event-producer", "event-api");
    assertTrue(
        stage
            .state("environment")
            .contains("STREAMPROC_EVENT_PRODUCER_URL=http://127.0.0.1:9998\n"));
    both.terminate();
    both.exitCode();
  }

  @Test
  @DisplayName("reaches servers outside of the release as they are")
  void outside() throws IOException {
    stage.given("outside", "");
    ScriptRun run = running("consumer-high");
    assertTrue(
        stage
            .state("environment")
            .contains("STREAMPROC_KAFKA_BOOTSTRAP_SERVERS=streamproc-kafka.streamproc.svc:9092\n"));
    assertFalse(stage.has("forwards"));
    run.terminate();
    run.exitCode();
  }

  @Test
  @DisplayName("names the roles there are if it does not know one, or is given none")
  void unknown() throws IOException {
    stage
        .run("dev_port_forward.sh", "consumer-hihg")
        .failsWith("no role 'consumer-hihg', there are: event-producer event-api");
    stage.run("dev_port_forward.sh").failsWith("which role? one of: event-producer event-api");
    assertEquals(List.of(), stage.calls(""));
  }

  @Test
  @DisplayName("says that there is no such release")
  void noRelease() throws IOException {
    stage.forget("release");
    stage
        .run("dev_port_forward.sh", "event-api")
        .failsWith("no release streamproc in the namespace streamproc");
  }
}
