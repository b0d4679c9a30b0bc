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
    stage.set("RETRY_SECONDS", "0.05").set("REVERT_SECONDS", "0.05");
    stage.given("release", "streamproc streamproc 7 deployed\n");
    stage.given(
        "live",
        "consumer-high image:1 \naggregator image:1 \nevent-api image:1 \nweb-ui image:1 \n"
            + "event-producer image:1 \n");
    stage.given("java-waits", "");
    stage.kubectl(
        """
          *"get statefulset"*) [ ! -e "$STATE/outside" ] ;;
          *"get configmap"*)
            [ ! -e "$STATE/no-settings" ] || exit 1
            printf 'plain\\tSTREAMPROC_KAFKA_BOOTSTRAP_SERVERS\\tstreamproc-kafka.streamproc.svc:9092\\n'
            printf 'plain\\tSTREAMPROC_TIMESCALE_USER\\towner\\n'
            printf 'plain\\tSTREAMPROC_TIMESCALE_HOST\\tstreamproc-timescale\\nplain\\tSTREAMPROC_TIMESCALE_DATABASE\\tevents of ours\\n'
            printf 'plain\\tSTREAMPROC_EVENT_API_HOST\\t0.0.0.0\\nplain\\tSTREAMPROC_EVENT_API_PORT\\t9998\\n'
            printf 'plain\\tSTREAMPROC_SECURITY_KEYS\\t/etc/streamproc/keys/keys.json\\nplain\\tSTREAMPROC_SECURITY_TLS_AT_PROXY\\ttrue\\n'
            printf 'plain\\tSTREAMPROC_HTTP_TLS_KEY\\t/etc/streamproc/tls/tls.key\\n'
            printf 'plain\\tSTREAMPROC_MANAGEMENT_HOST\\t0.0.0.0\\nplain\\tSTREAMPROC_CLUSTER_DISCOVERY\\tkubernetes\\n' ;;
          *"get deployment streamproc-aggregator"*) printf 'plain\\tSTREAMPROC_TIMESCALE_USER\\treader\\n' ;;
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
      "runs the role with the release's settings and forwarded servers,"
          + " and disables it in the cluster meanwhile")
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
        List.of(
            "CLUSTER_",
            "RUN_DISABLED",
            "MANAGEMENT_HOST",
            "EVENT_API_HOST",
            "SECURITY_",
            "HTTP_TLS_")) {
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
  @DisplayName("logs in to a store as a role that writes, if there is one among the local roles")
  void sharedLogin() throws IOException {
    for (String roles : List.of("consumer-high aggregator", "aggregator consumer-high")) {
      stage.forget("java");
      ScriptRun run = running(roles.split(" "));
      assertTrue(stage.state("environment").contains("\nSTREAMPROC_TIMESCALE_USER=owner\n"), roles);
      run.terminate();
      run.exitCode();
    }
    stage.forget("java");
    ScriptRun run = running("aggregator");
    assertTrue(stage.state("environment").contains("\nSTREAMPROC_TIMESCALE_USER=reader\n"));
    run.terminate();
    run.exitCode();
  }

  @Test
  @DisplayName(
      "enables the role again after a signal, when the local role has"
          + " stopped, and leaves no process")
  void signal() throws IOException {
    ScriptRun run = running("consumer-high");
    run.terminate();
    assertEquals(143, run.exitCode(), run.output());
    assertEquals(List.of("true", "false"), switched("consumer-high"));
    assertNothingLeft(run);
  }

  @Test
  @DisplayName("enables the role again when the local role ends, and exits with its code")
  void end() throws IOException {
    stage.forget("java-waits");
    stage.given("java-fails", "");
    ScriptRun run = stage.run("dev_port_forward.sh", "consumer-high");
    assertEquals(3, run.exitCode(), run.output());
    assertEquals(List.of("true", "false"), switched("consumer-high"));
    assertNothingLeft(run);
  }

  @Test
  @DisplayName("enables the role again if disabling it was interrupted, and does not run it")
  void disableFails() throws IOException {
    stage.given("disable-fails", "");
    ScriptRun run = stage.run("dev_port_forward.sh", "consumer-high");
    assertTrue(run.exitCode() != 0, run.output());
    assertEquals(List.of("true", "false"), switched("consumer-high"));
    assertFalse(stage.has("java"));
  }

  @Test
  @DisplayName("tries to enable it three times, and reports a failure")
  void backFails() throws IOException {
    stage.given("back-fails", "");
    ScriptRun run = running("consumer-high");
    run.terminate();
    run.failsWith("the changes could not be reverted");
    assertEquals(List.of("true", "false", "false", "false"), switched("consumer-high"));
  }

  @Test
  @DisplayName("leaves a role disabled that was disabled before")
  void before() throws IOException {
    stage.given("live", "consumer-high image:1 disabled\n");
    ScriptRun run = running("consumer-high");
    run.terminate();
    run.exitCode();
    assertEquals(List.of(), stage.calls(DISABLES));
    assertTrue(run.output().contains("already disabled in the cluster"), run.output());
  }

  @Test
  @DisplayName("prints no secret, and passes none to a command as an argument")
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
  @DisplayName("restarts a forward that ends, as with newer kubectls when the pod is replaced")
  void reconnects() throws IOException {
    ScriptRun run = running("event-api");
    String first = stage.state("forwards").strip();
    ProcessHandle.of(Long.parseLong(first)).orElseThrow().destroy();
    run.await("another forward", () -> stage.state("forwards").lines().count() == 2);
    run.awaitOutput("restarting the forward to pod/streamproc-kafka-0");
    run.terminate();
    run.exitCode();
    assertNothingLeft(run);
  }

  @Test
  @DisplayName("restarts a forward that only logs errors, as with older kubectls")
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
  @DisplayName("refuses a port in use, and changes nothing")
  void taken() throws IOException {
    stage.given("taken", "");
    stage.run("dev_port_forward.sh", "event-api").failsWith("port 29092 is in use");
    assertFalse(stage.has("java"));
    assertEquals(List.of(), stage.calls(DISABLES));
  }

  @Test
  @DisplayName(
      "runs an aggregator with web-ui, which can't query the cluster's,"
          + " and leaves the cluster's enabled")
  void webUi() throws IOException {
    ScriptRun run = running("web-ui");
    assertTrue(stage.calls("java").get(1).endsWith("Main run web-ui aggregator"));
    run.terminate();
    run.exitCode();
    assertEquals(List.of("true", "false"), switched("web-ui"));
    assertEquals(List.of("false", "false"), switched("aggregator"));
  }

  @Test
  @DisplayName("connects the producer to the cluster's event-api, or to a local one")
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
  @DisplayName("uses servers outside the release at their own addresses")
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
  @DisplayName("lists the roles if it gets an unknown one or none")
  void unknown() throws IOException {
    stage
        .run("dev_port_forward.sh", "consumer-hihg")
        .failsWith("no role 'consumer-hihg', there are: event-producer event-api");
    stage.run("dev_port_forward.sh").failsWith("which role? one of: event-producer event-api");
    assertEquals(List.of(), stage.calls(""));
  }

  @Test
  @DisplayName("reports a missing release")
  void noRelease() throws IOException {
    stage.forget("release");
    stage
        .run("dev_port_forward.sh", "event-api")
        .failsWith("no release streamproc in the namespace streamproc");
  }
}
