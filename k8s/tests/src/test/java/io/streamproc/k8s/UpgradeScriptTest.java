package io.streamproc.k8s;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("dev_upgrade.sh")
class UpgradeScriptTest {
  private static final String DEPLOYMENTS =
      "event-api old:1 \nweb-ui old:1 disabled\ntoolbox old:1 disabled\n";

  private ScriptStage stage;

  @BeforeEach
  void prepare(@TempDir Path folder) throws IOException {
    stage = new ScriptStage(folder);
    stage.file("k8s/image/Dockerfile", "FROM x\n");
    stage.file("k8s/image/target/lib/own/a.jar", "first");
    stage.built("k8s/image/bin", "k8s/image/target/lib/third-party");
    stage.tool("git", "exit 1");
    stage.tool(
        "docker",
        """
        case "$*" in
          "image inspect"*) [ -e "$STATE/image-${3//[:\\/]/_}" ] ;;
          build*) touch "$STATE/image-${4//[:\\/]/_}" ;;
        esac
        """);
    stage.kubectl("");
    stage.given("deployments", DEPLOYMENTS);
    stage.helm(
        """
          upgrade*)
            [ ! -e "$STATE/upgrade-fails" ] || exit 1
            while [ $# -gt 0 ]; do [ "$1" != -f ] || cat "$2" > "$STATE/values"; shift; done
            cp "$STATE/deployments" "$STATE/live"
            echo 'streamproc streamproc 1 deployed' > "$STATE/release" ;;
        """);
  }

  @AfterEach
  void close() {
    stage.close();
  }

  private void deployed() {
    stage.given("release", "streamproc streamproc 7 deployed\n");
    stage.given("live", DEPLOYMENTS);
  }

  private String upgrade() {
    List<String> upgrades = stage.calls("helm upgrade");
    return upgrades.get(upgrades.size() - 1);
  }

  @Test
  @DisplayName("builds, pushes, upgrades and waits, in this order")
  void order() throws IOException {
    ScriptRun run = stage.run("dev_upgrade.sh", "--set", "a=b").succeeds();
    List<String> steps =
        stage.calls("").stream()
            .filter(call -> call.matches("(docker (build|push)|helm upgrade|kubectl .*rollout).*"))
            .map(call -> call.replaceAll("^(\\S+ \\S+).*", "$1"))
            .toList();
    assertEquals(
        List.of("docker build", "docker push", "helm upgrade", "kubectl -n", "kubectl -n"), steps);
    assertTrue(
        upgrade().contains("--set image.repository=localhost:5001/streamproc,image.tag=dev-"),
        upgrade());
    assertTrue(upgrade().endsWith("--set a=b"), upgrade());
    assertTrue(
        run.output().contains("streamproc in streamproc runs localhost:5001/streamproc:dev-"),
        run.output());
  }

  @Test
  @DisplayName("names the image by its content: pods are replaced only if it has changed")
  void content() throws IOException {
    stage.run("dev_upgrade.sh").succeeds();
    String first = upgrade().replaceAll(".*image.tag=", "");
    stage.run("dev_upgrade.sh").succeeds();
    assertEquals(first, upgrade().replaceAll(".*image.tag=", ""));
    assertEquals(1, stage.calls("docker build").size());
    stage.file("k8s/image/target/lib/own/a.jar", "second");
    stage.run("dev_upgrade.sh").succeeds();
    assertNotEquals(first, upgrade().replaceAll(".*image.tag=", ""));
    assertEquals(2, stage.calls("docker build").size());
  }

  @Test
  @DisplayName("pushes nothing if the nodes use the local images")
  void local() throws IOException {
    stage.run("dev_upgrade.sh", "--no-push").succeeds();
    assertFalse(stage.called("docker push"));
    assertTrue(upgrade().contains("--set image.repository=streamproc,image.tag=dev-"), upgrade());
  }

  @Test
  @DisplayName("keeps the values that the release has")
  void values() throws IOException {
    deployed();
    stage.run("dev_upgrade.sh").succeeds();
    assertEquals("kafka: {heap: 1g}\n", stage.state("values"));
  }

  @Test
  @DisplayName("uses the given values files, and leaves a disabled role disabled")
  void namedValues() throws IOException {
    deployed();
    Path file = stage.file("mine.yaml", "verify: {wait: 1s}\n");
    stage.set("VALUES", file.toString()).run("dev_upgrade.sh").succeeds();
    assertEquals("verify: {wait: 1s}\n", stage.state("values"));
    assertTrue(upgrade().contains("--set roles.web-ui.disable=true"), upgrade());
    assertTrue(
        upgrade().matches(".*image.tag=1 .*image.tag=dev-\\w+"),
        "the last one counts: " + upgrade());
  }

  @Test
  @DisplayName("stops if helm can't print the values, and says what to do")
  void noValues() throws IOException {
    deployed();
    stage.given("no-values", "");
    stage.run("dev_upgrade.sh").failsWith("set VALUES to its values files");
    assertFalse(stage.called("helm upgrade"));
  }

  @Test
  @DisplayName("does not wait for rollouts after helm has failed")
  void refused() throws IOException {
    stage.given("upgrade-fails", "");
    ScriptRun run = stage.run("dev_upgrade.sh");
    assertTrue(run.exitCode() != 0, run.output());
    assertFalse(run.output().contains(" runs "), run.output());
    assertTrue(stage.calls("kubectl").stream().noneMatch(call -> call.contains("rollout")));
  }

  @Test
  @DisplayName(
      "takes release and namespace from the environment, and names deployments as the chart does")
  void names() throws IOException {
    stage.set("RELEASE", "demo").set("NAMESPACE", "shop").run("dev_upgrade.sh").succeeds();
    assertTrue(upgrade().startsWith("helm upgrade demo "), upgrade());
    assertTrue(upgrade().contains(" -n shop "), upgrade());
    assertTrue(
        stage.called("kubectl -n shop rollout status deployment/demo-streamproc-event-api "));
  }
}
