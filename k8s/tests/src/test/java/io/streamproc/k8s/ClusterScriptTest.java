package io.streamproc.k8s;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The scripts that create and delete clusters")
class ClusterScriptTest {
  private static final List<String> CHANGES =
      List.of(
          "docker run",
          "docker start",
          "docker rm",
          "docker network",
          "k3d registry",
          "k3d cluster create",
          "k3d cluster start",
          "k3d cluster delete",
          "k3d kubeconfig",
          "kind create",
          "kind delete",
          "kind export",
          "helm");

  private ScriptStage stage;

  /** Their state is files in $STATE: one per container, with true if it runs. */
  @BeforeEach
  void prepare(@TempDir Path folder) throws IOException {
    stage = new ScriptStage(folder);
    stage.set("API_SECONDS", "0");
    stage.tool(
        "docker",
        """
        name=${*: -1}
        case "$*" in
          version*) [ ! -e "$STATE/docker-down" ] ;;
          *.State.Running*) cat "$STATE/container-$name" ;;
          *.NetworkSettings*) cat "$STATE/networks" 2> /dev/null || true ;;
          run*) echo true > "$STATE/container-$CLUSTER-kind-registry" ;;
          start*) echo true > "$STATE/container-$name" ;;
          network*) echo "bridge $3 " > "$STATE/networks" ;;
          exec*test*) [ -e "$STATE/hosts" ] ;;
          "exec -i"*) cat > "$STATE/hosts" ;;
          rm*) rm "$STATE/container-$name" ;;
        esac
        """);
    stage.tool(
        "k3d",
        """
        case "$*" in
          version) echo "k3d version v$(cat "$STATE/k3d-version" 2> /dev/null || echo 5.9.0)"; echo 'k3s version v1.35.2-k3s1 (default)' ;;
          "registry create"*) echo true > "$STATE/container-k3d-$3" ;;
          "registry delete"*) rm "$STATE/container-$3" ;;
          "cluster list"*) cat "$STATE/clusters" 2> /dev/null || true ;;
          "cluster create"*)
            [ ! -e "$STATE/create-fails" ] || exit 1
            eval "cat << END
        $(cat "${*: -1}")
        END" > "$STATE/config"
            echo "$CLUSTER 1/1 0/0 true" > "$STATE/clusters" ;;
          "cluster start"*) echo "$3 1/1 0/0 true" > "$STATE/clusters" ;;
          "cluster delete"*) rm "$STATE/clusters" ;;
          kubeconfig*) touch "$STATE/context" ;;
        esac
        """);
    stage.tool(
        "kind",
        """
        case "$*" in
          version) echo "kind v$(cat "$STATE/kind-version" 2> /dev/null || echo 0.32.0) go1.25.0 linux/amd64" ;;
          "get clusters") cat "$STATE/clusters" 2> /dev/null || echo 'No kind clusters found.' >&2 ;;
          "get nodes"*) echo "$4-control-plane" ;;
          create*) cat > "$STATE/config"; echo "$4" > "$STATE/clusters"; echo true > "$STATE/container-$4-control-plane"; touch "$STATE/context" ;;
          delete*) rm "$STATE/clusters" ;;
          export*) touch "$STATE/context" ;;
        esac
        """);
    stage.kubectl(
        """
          "config get-contexts"*) [ -e "$STATE/context" ] ;;
          *readyz*) [ ! -e "$STATE/api-down" ] ;;
          *"-n traefik get deployment"*) [ -e "$STATE/ingress" ] ;;
        """);
    stage.helm(
        """
          *) [ ! -e "$STATE/offline" ] && touch "$STATE/ingress" ;;
        """);
  }

  @AfterEach
  void close() {
    stage.close();
  }

  private List<String> changes() {
    return stage.calls("").stream()
        .filter(call -> CHANGES.stream().anyMatch(call::startsWith))
        .filter(call -> !call.endsWith("version"))
        .toList();
  }

  @ParameterizedTest
  @DisplayName(
      "create one with registry and ingress, and print the next steps; a"
          + " second run changes nothing")
  @ValueSource(strings = {"k3d", "kind"})
  void twice(String tool) throws IOException {
    ScriptRun first = stage.run("create_" + tool + "_cluster.sh").succeeds();
    assertTrue(first.output().contains("the cluster streamproc is ready"), first.output());
    assertTrue(first.output().contains("scripts/push_images.sh localhost:5001"), first.output());
    assertTrue(stage.state("config").contains(stage.root.toString()), stage.state("config"));
    assertTrue(stage.state("config").contains("8088"), stage.state("config"));
    assertFalse(stage.state("config").contains("$"), stage.state("config"));
    assertFalse(changes().isEmpty());
    stage.forgetCalls();
    ScriptRun second = stage.run("create_" + tool + "_cluster.sh").succeeds();
    assertTrue(second.output().contains("nothing was changed"), second.output());
    assertEquals(List.of(), changes());
  }

  @ParameterizedTest
  @DisplayName("complete one whose creation was interrupted after its registry")
  @ValueSource(strings = {"k3d", "kind"})
  void completed(String tool) throws IOException {
    String registry = tool.equals("k3d") ? "k3d-streamproc-registry" : "streamproc-kind-registry";
    stage.given("container-" + registry, "true\n");
    stage.run("create_" + tool + "_cluster.sh").succeeds();
    assertFalse(stage.called("docker run"));
    assertFalse(stage.called("k3d registry create"));
    assertTrue(stage.called(tool + (tool.equals("k3d") ? " cluster create" : " create cluster")));
    assertEquals(1, stage.calls("docker network connect").size());
  }

  @Test
  @DisplayName("start a stopped cluster")
  void stopped() throws IOException {
    stage.run("create_k3d_cluster.sh").succeeds();
    stage.given("container-k3d-streamproc-registry", "false\n");
    stage.given("clusters", "streamproc 0/1 0/0 true\nother 1/1 0/0 true\n");
    stage.forgetCalls();
    stage.run("create_k3d_cluster.sh").succeeds();
    assertEquals(
        List.of("docker start k3d-streamproc-registry", "k3d cluster start streamproc"), changes());
  }

  @Test
  @DisplayName("start the node of a stopped kind cluster")
  void stoppedNode() throws IOException {
    stage.run("create_kind_cluster.sh").succeeds();
    stage.given("container-streamproc-control-plane", "false\n");
    stage.forgetCalls();
    stage.run("create_kind_cluster.sh").succeeds();
    assertEquals(List.of("docker start streamproc-control-plane"), changes());
  }

  @ParameterizedTest
  @DisplayName("say in one line which tool is missing, and how to install it")
  @CsvSource({
    "create_k3d_cluster.sh, docker, no docker found: install it",
    "create_k3d_cluster.sh, k3d, 'no k3d found, needs 5.5.0 or newer: see https'",
    "create_k3d_cluster.sh, kubectl, 'no kubectl found, needs 1.20.0 or newer: see https'",
    "create_kind_cluster.sh, kind, 'no kind found, needs 0.27.0 or newer: see https'",
    "create_kind_cluster.sh, helm, 'no helm found, needs 3.9.0 or newer: see https'",
    "delete_k3d_cluster.sh, k3d, 'no k3d found, needs 5.5.0 or newer: see https'",
    "delete_kind_cluster.sh, kind, 'no kind found, needs 0.27.0 or newer: see https'",
  })
  void missing(String script, String tool, String message) throws IOException {
    stage.without(tool);
    stage.run(script).failsWith(message);
  }

  @ParameterizedTest
  @DisplayName("say in one line that a tool is too old")
  @CsvSource({
    "k3d, 5.4.9, 'k3d is 5.4.9, needs 5.5.0 or newer'",
    "kind, 0.9.0, 'kind is 0.9.0, needs 0.27.0 or newer'",
  })
  void old(String tool, String version, String message) throws IOException {
    stage.given(tool + "-version", version);
    stage.run("create_" + tool + "_cluster.sh").failsWith(message);
    assertEquals(List.of(), changes());
  }

  @Test
  @DisplayName("say that docker does not answer")
  void dockerDown() throws IOException {
    stage.given("docker-down", "");
    stage.run("create_k3d_cluster.sh").failsWith("docker does not answer");
    assertEquals(List.of(), changes());
  }

  @Test
  @DisplayName("stop at a failed step")
  void failing() throws IOException {
    stage.given("create-fails", "");
    ScriptRun run = stage.run("create_k3d_cluster.sh");
    assertTrue(run.exitCode() != 0, run.output());
    assertFalse(run.output().contains("is ready"), run.output());
    assertFalse(stage.called("docker network connect"));
  }

  @ParameterizedTest
  @DisplayName("say how to delete a cluster that never answers")
  @ValueSource(strings = {"k3d", "kind"})
  void dead(String tool) throws IOException {
    stage.given("api-down", "");
    stage.run("create_" + tool + "_cluster.sh").failsWith("scripts/delete_" + tool + "_cluster.sh");
  }

  @Test
  @DisplayName(
      "work without kind's ingress controller if its chart can't be"
          + " downloaded, and install it later")
  void offline() throws IOException {
    stage.given("offline", "");
    ScriptRun run = stage.run("create_kind_cluster.sh").succeeds();
    assertTrue(
        run.output().contains("ingress   none: its chart or image could not be downloaded"),
        run.output());
    stage.forget("offline");
    stage.forgetCalls();
    stage.run("create_kind_cluster.sh").succeeds();
    assertEquals(1, changes().size(), changes().toString());
    assertTrue(changes().get(0).startsWith("helm upgrade --install traefik"), changes().toString());
  }

  @Test
  @DisplayName("omit kind's ingress controller on request")
  void noIngress() throws IOException {
    stage.without("helm");
    stage.set("INGRESS", "none").run("create_kind_cluster.sh").succeeds();
  }

  @Test
  @DisplayName("tell kind's nodes that the registry's name is localhost outside")
  void registryOfNodes() throws IOException {
    stage.set("REGISTRY_PORT", "5007").run("create_kind_cluster.sh").succeeds();
    assertEquals("[host.\"http://streamproc-kind-registry:5000\"]\n", stage.state("hosts"));
    assertTrue(
        stage.called(
            "docker exec streamproc-control-plane mkdir -p"
                + " /etc/containerd/certs.d/localhost:5007"));
    assertTrue(stage.called("docker run -d --restart=always -p 127.0.0.1:5007:5000"));
  }

  @ParameterizedTest
  @DisplayName("delete cluster and registry, and change nothing the second time")
  @ValueSource(strings = {"k3d", "kind"})
  void deleted(String tool) throws IOException {
    stage.run("create_" + tool + "_cluster.sh").succeeds();
    stage.forgetCalls();
    stage.run("delete_" + tool + "_cluster.sh").succeeds();
    assertEquals(2, changes().size(), changes().toString());
    stage.forgetCalls();
    ScriptRun second = stage.run("delete_" + tool + "_cluster.sh").succeeds();
    assertTrue(second.output().contains("nothing was changed"), second.output());
    assertEquals(List.of(), changes());
  }

  @Test
  @DisplayName("expose no port to other machines")
  void loopback() throws IOException {
    for (String file : List.of("k3d", "kind")) {
      String config = Files.readString(stage.root.resolve("k8s/" + file + "/cluster.yaml"));
      assertTrue(config.contains("127.0.0.1"), config);
    }
    stage.run("create_k3d_cluster.sh").succeeds();
    assertTrue(stage.called("k3d registry create streamproc-registry --port 127.0.0.1:5001"));
  }
}
