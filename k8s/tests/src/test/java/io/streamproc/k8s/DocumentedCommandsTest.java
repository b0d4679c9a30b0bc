package io.streamproc.k8s;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.streamproc.k8s.DocumentedCommands.Kind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The commands for a local system are run by {@link DocumentedCommandsIT}. */
@DisplayName("The commands that the documentation shows")
class DocumentedCommandsTest {
  @TempDir private Path folder;

  @Test
  @DisplayName("are exactly the ones in the table that says how they are run")
  void classified() throws IOException {
    Set<String> unknown = new TreeSet<>(DocumentedCommands.all());
    Set<String> gone = new TreeSet<>(DocumentedCommands.table().keySet());
    unknown.removeAll(DocumentedCommands.table().keySet());
    gone.removeAll(DocumentedCommands.all());
    assertEquals(Set.of(), unknown, "say in documented-commands.txt how they are run");
    assertEquals(Set.of(), gone, "no longer in the documentation");
  }

  @Test
  @DisplayName("have a test that exists, or a reason not to be run")
  void reasons() throws IOException {
    Map<String, Path> tests = DocumentedCommands.tests();
    DocumentedCommands.table()
        .forEach(
            (command, entry) -> {
              if (entry.kind() == Kind.TEST) {
                assertTrue(tests.containsKey(entry.note()), command + ": " + entry.note());
              } else if (entry.kind() == Kind.NONE) {
                assertFalse(entry.note().isEmpty(), command);
              }
            });
  }

  static List<List<String>> clusterScripts() throws IOException {
    Map<String, DocumentedCommands.Entry> table = DocumentedCommands.table();
    return DocumentedCommands.scripts().stream()
        .map(script -> script.stream().filter(line -> isCluster(table, line)).toList())
        .filter(script -> !script.isEmpty())
        .distinct()
        .toList();
  }

  private static boolean isCluster(Map<String, DocumentedCommands.Entry> table, String line) {
    return table.containsKey(line) && table.get(line).kind() == Kind.CLUSTER;
  }

  @ParameterizedTest
  @DisplayName(
      "for a cluster have options that kubectl 1.20 and helm 3 know, and names of the chart")
  @MethodSource("clusterScripts")
  void cluster(List<String> script) throws IOException {
    List<List<String>> calls = callsOf(script);
    assertFalse(calls.isEmpty(), "nothing was called");
    CommandLines lines = new CommandLines();
    for (List<String> call : calls) {
      lines.check(call);
    }
  }

  /** Runs it in bash, as if a user had pasted it. */
  private List<List<String>> callsOf(List<String> script) throws IOException {
    try (ScriptStage stage = new ScriptStage(folder)) {
      String note =
          "printf '%s\\0' TOOL \"$@\" >> \"$STATE/seen\"; printf '\\n' >> \"$STATE/seen\"\n";
      stage.tool("kubectl", note.replace("TOOL", "kubectl") + "[ ! -t 0 ] || exit 1\n");
      stage.tool("helm", note.replace("TOOL", "helm"));
      stage.given("timescale.dump", "");
      ScriptRun run =
          stage.start(List.of("bash", "-euo", "pipefail", "-c", String.join("\n", script)));
      run.succeeds();
      List<List<String>> calls = new ArrayList<>();
      for (String call : stage.state("seen").split("\0\n")) {
        calls.add(List.of(call.split("\0", -1)));
      }
      return calls;
    }
  }

  /**
   * Checks calls of kubectl and helm against the options of these tools and the names of the chart.
   */
  private static final class CommandLines {
    /** Options of kubectl 1.20, the oldest that the chart supports. */
    private static final Map<String, String> OPTIONS =
        new TreeMap<>(
            Map.ofEntries(
                Map.entry("kubectl get", "-l -o -w --all-namespaces -A"),
                Map.entry("kubectl logs", "-l -f -p -c --prefix --tail --max-log-requests --since"),
                Map.entry("kubectl exec", "-i -t -it -c"),
                Map.entry("kubectl rollout restart", ""),
                Map.entry("kubectl rollout status", "-w --timeout"),
                Map.entry("kubectl scale", "--replicas --timeout"),
                Map.entry("kubectl create job", "--from"),
                Map.entry(
                    "kubectl create secret generic",
                    "--type --from-literal --from-file --dry-run -o"),
                Map.entry("kubectl apply", "-f"),
                Map.entry("kubectl annotate", "-l --overwrite"),
                Map.entry("kubectl port-forward", "--address"),
                Map.entry("kubectl patch", "-p --type"),
                Map.entry(
                    "kubectl delete",
                    "-l --cascade --grace-period --force --wait --ignore-not-found"),
                Map.entry("kubectl wait", "-l --for --timeout"),
                Map.entry(
                    "helm upgrade",
                    "--install -i --create-namespace --set -f --wait --timeout --reuse-values"),
                Map.entry("helm push", ""),
                Map.entry("helm test", "--logs --timeout"),
                Map.entry("helm template", "--set -f"),
                Map.entry("helm rollback", "--wait"),
                Map.entry("helm uninstall", "--wait")));

    /** Options without a value. */
    private static final Set<String> FLAGS =
        Set.of(
            "-f",
            "-p",
            "-w",
            "-i",
            "-t",
            "-it",
            "-A",
            "--prefix",
            "--install",
            "--create-namespace",
            "--wait",
            "--logs",
            "--overwrite",
            "--reuse-values",
            "--force",
            "--all-namespaces",
            "--ignore-not-found");

    private static final Map<String, String> KINDS =
        Map.of(
            "deploy",
            "Deployment",
            "deployment",
            "Deployment",
            "sts",
            "StatefulSet",
            "statefulset",
            "StatefulSet",
            "svc",
            "Service",
            "service",
            "Service",
            "cronjob",
            "CronJob");

    private final Map<String, String> resources = Chart.render(Map.of());
    private final List<String> jobs = new ArrayList<>();

    void check(List<String> call) {
      int end = call.contains("--") ? call.indexOf("--") : call.size();
      List<String> own = new ArrayList<>(call.subList(0, end));
      int namespace = own.indexOf("-n");
      if (namespace > 0) {
        own.subList(namespace, namespace + 2).clear();
      }
      String command =
          OPTIONS.keySet().stream()
              .filter(known -> String.join(" ", own).startsWith(known))
              .reduce((first, second) -> second)
              .orElseThrow(() -> new AssertionError("unknown: " + call));
      Set<String> known = Set.of(OPTIONS.get(command).split(" "));
      List<String> plain = new ArrayList<>();
      List<String> words = own.subList(command.split(" ").length, own.size());
      boolean helm = command.startsWith("helm");
      for (int i = 0; i < words.size(); i++) {
        String word = words.get(i);
        if (word.startsWith("-")) {
          String option = word.replaceAll("=.*", "");
          assertTrue(known.contains(option), () -> command + " has no " + option + ": " + call);
          boolean flag =
              FLAGS.contains(option)
                  && !(helm && option.equals("-f"))
                  && !(command.equals("kubectl patch") && option.equals("-p"));
          if (!flag && !word.contains("=")) {
            i++;
          }
        } else {
          plain.add(word);
        }
      }
      if (helm) {
        checkValues(call);
      } else {
        checkNames(command, plain, words);
      }
    }

    private void checkValues(List<String> call) {
      Map<String, Object> values = new TreeMap<>();
      for (int i = 0; i < call.size(); i++) {
        if (call.get(i).equals("--set")) {
          for (String one : call.get(i + 1).split(",")) {
            String[] parts = one.split("=", 2);
            values.put(parts[0], typed(parts[1]));
          }
        }
      }
      Chart.render(values);
    }

    private static Object typed(String value) {
      if (value.matches("\\d+")) {
        return Integer.valueOf(value);
      }
      return value.matches("true|false") ? Boolean.valueOf(value) : value;
    }

    private void checkNames(String command, List<String> plain, List<String> words) {
      if (command.equals("kubectl create job")) {
        jobs.add(plain.get(0));
      }
      for (String word : words) {
        String name = word.replaceFirst("^--from=", "");
        String[] parts = name.split("/", 2);
        if (parts.length == 2 && parts[0].equals("job")) {
          assertTrue(jobs.contains(parts[1]), "not made before: " + name);
        } else if (parts.length == 2 && KINDS.containsKey(parts[0])) {
          String document = resources.get(KINDS.get(parts[0]) + " " + parts[1]);
          assertTrue(document != null, "not in the chart: " + name);
          if (command.equals("kubectl port-forward")) {
            String port = plain.get(1).replaceAll(".*:", "");
            assertTrue(document.contains("port: " + port), "no port " + port + " in " + document);
          }
        }
      }
    }
  }
}
