package io.streamproc.k8s;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.ConfigMap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Dashboard and alerts")
class ObservabilityTest {
  private static final Path DOCS = Path.of("../../docs");
  private static final Path RULES = Chart.FOLDER.resolve("files/alerts.yaml");
  private static final Path DASHBOARD = Chart.FOLDER.resolve("files/dashboard.json");
  private static final Pattern METER =
      Pattern.compile("\\b(streamproc|vertx|jvm|process|system)_[a-z0-9_]+");

  @TempDir private Path folder;

  private static List<Map<String, Object>> rules() throws IOException {
    return rules(Chart.parse(Files.readString(RULES)));
  }

  @SuppressWarnings("unchecked")
  private static List<Map<String, Object>> rules(Map<String, Object> document) {
    var groups = (List<Map<String, Object>>) document.get("groups");
    return (List<Map<String, Object>>) groups.get(0).get("rules");
  }

  private static List<JsonNode> panels() throws IOException {
    List<JsonNode> panels = new ArrayList<>();
    new ObjectMapper().readTree(DASHBOARD.toFile()).get("panels").forEach(panels::add);
    return panels;
  }

  private static List<String> queries() throws IOException {
    List<String> queries = new ArrayList<>();
    panels().forEach(p -> p.path("targets").forEach(t -> queries.add(t.get("expr").asText())));
    return queries;
  }

  @Test
  @DisplayName("use only meters that docs/metrics.md lists")
  void metersExist() throws IOException {
    Set<String> known = new HashSet<>();
    Files.readString(DOCS.resolve("metrics.md"))
        .lines()
        .filter(line -> line.startsWith("| `"))
        .map(line -> line.substring(3, line.indexOf('`', 3)))
        .forEach(
            name ->
                List.of("", "_bucket", "_sum", "_count", "_max")
                    .forEach(end -> known.add(name + end)));
    List<String> expressions = new ArrayList<>(queries());
    rules().forEach(rule -> expressions.add(rule.get("expr").toString()));
    Set<String> unknown =
        expressions.stream()
            .flatMap(e -> METER.matcher(e).results().map(MatchResult::group))
            .filter(meter -> !known.contains(meter))
            .collect(Collectors.toCollection(TreeSet::new));
    assertEquals(Set.of(), unknown);
  }

  @Test
  @DisplayName(
      "have a row for the way of an event, one for each role of metrics.md, and one for processes")
  void rows() throws IOException {
    Set<String> rows =
        panels().stream()
            .filter(p -> p.get("type").asText().equals("row"))
            .map(p -> p.get("title").asText())
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> expected = new TreeSet<>(Set.of("The way of an event", "Processes"));
    Map<?, ?> values = Chart.parse(Files.readString(Chart.FOLDER.resolve("values.yaml")));
    Set<?> roles = ((Map<?, ?>) values.get("roles")).keySet();
    Files.readString(DOCS.resolve("metrics.md"))
        .lines()
        .filter(line -> line.startsWith("### "))
        .flatMap(line -> Stream.of(line.substring(4).split(" and ")))
        .filter(roles::contains)
        .forEach(expected::add);
    assertTrue(expected.size() > 2, "the roles of metrics.md");
    assertEquals(expected, rows);
  }

  @Test
  @DisplayName("have unique panels with a description, which do not overlap")
  void panelsAreSound() throws IOException {
    Set<Integer> ids = new HashSet<>();
    Set<List<Integer>> cells = new HashSet<>();
    for (JsonNode panel : panels()) {
      assertTrue(ids.add(panel.get("id").asInt()), panel::toString);
      JsonNode at = panel.get("gridPos");
      for (int x = at.get("x").asInt(); x < at.get("x").asInt() + at.get("w").asInt(); x++) {
        for (int y = at.get("y").asInt(); y < at.get("y").asInt() + at.get("h").asInt(); y++) {
          assertTrue(x < 24 && cells.add(List.of(x, y)), panel::toString);
        }
      }
      if (!panel.get("type").asText().equals("row")) {
        assertTrue(panel.get("description").asText().endsWith("."), panel::toString);
      }
    }
  }

  @Test
  @DisplayName("link each alert to its section of docs/operations.md")
  void runbooks() throws IOException {
    Set<String> sections =
        Files.readString(DOCS.resolve("operations.md"))
            .lines()
            .filter(line -> line.startsWith("### StreamProc"))
            .map(line -> line.substring(4).strip())
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> alerts = new TreeSet<>();
    for (Map<String, Object> rule : rules()) {
      String alert = rule.get("alert").toString();
      alerts.add(alert);
      Object link = ((Map<?, ?>) rule.get("annotations")).get("runbook_url");
      assertEquals("docs/operations.md#" + alert.toLowerCase(Locale.ROOT), link);
    }
    assertEquals(sections, alerts);
  }

  @Test
  @DisplayName("are in the chart, with links to the given place")
  void rendered() throws IOException {
    Map<String, String> objects = Chart.render("monitoring");
    var rule = Chart.parse(objects.get("PrometheusRule demo-streamproc"));
    String text = objects.get("PrometheusRule demo-streamproc");
    assertTrue(text.contains("https://example.org/docs/operations.md#streamproclaghigh"), text);
    assertEquals(rules().size(), rules(map(rule, "spec")).size());
    assertEquals(rules().get(0).get("expr"), rules(map(rule, "spec")).get(0).get("expr"));
    assertEquals("prometheus", map(rule, "metadata", "labels").get("release"));
    var dashboard =
        (ConfigMap) KubernetesModel.read(objects.get("ConfigMap demo-streamproc-dashboard"));
    assertEquals("1", dashboard.getMetadata().getLabels().get("grafana_dashboard"));
    assertEquals(
        new ObjectMapper().readTree(DASHBOARD.toFile()),
        new ObjectMapper().readTree(dashboard.getData().get("streamproc.json")));
  }

  @Test
  @DisplayName("come with a ServiceMonitor that selects the service of the management ports")
  void serviceMonitor() {
    Map<String, String> objects = Chart.render("monitoring");
    var monitor = Chart.parse(objects.get("ServiceMonitor demo-streamproc"));
    var service = Chart.parse(objects.get("Service demo-streamproc-management"));
    assertEquals(Set.of("selector", "podTargetLabels", "endpoints"), map(monitor, "spec").keySet());
    Map<?, ?> labels = map(service, "metadata", "labels");
    map(monitor, "spec", "selector", "matchLabels")
        .forEach((key, value) -> assertEquals(value, labels.get(key), key.toString()));
    var endpoint = (Map<?, ?>) ((List<?>) map(monitor, "spec").get("endpoints")).get(0);
    var port = (Map<?, ?>) ((List<?>) map(service, "spec").get("ports")).get(0);
    assertEquals(port.get("name"), endpoint.get("port"));
    assertEquals("https", endpoint.get("scheme"));
    assertEquals(
        Map.of("type", "Bearer", "credentials", Map.of("name", "demo-metrics", "key", "token")),
        endpoint.get("authorization"));
    assertEquals(
        Map.of(
            "serverName",
            "demo-streamproc-web-ui",
            "ca",
            Map.of("secret", Map.of("name", "demo-tls", "key", "ca.crt"))),
        endpoint.get("tlsConfig"));
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> map(Map<String, Object> document, String... path) {
    Map<String, Object> at = document;
    for (String key : path) {
      at = (Map<String, Object>) at.get(key);
    }
    return at;
  }

  /** Each alert fires for its fault and for no other. */
  @Test
  @DisplayName("fire for their fault and for no other, by promtool")
  void alerts() throws IOException, InterruptedException {
    StringBuilder tests =
        new StringBuilder("rule_files: [" + RULES + "]\nevaluation_interval: 1m\ntests:\n");
    tests.append(AlertScenario.healthy().test("healthy"));
    tests.append(
        AlertScenario.healthy()
            .part("consumer-high", true, "1x10 stale _x110")
            .part("consumer-high-kafka", true, "1x10 stale _x110")
            .lag("consumer-high", "1x10 stale _x110")
            .test("no process of a role", "StreamProcRoleMissing"));
    tests.append(
        AlertScenario.healthy()
            .part("consumer-high-kafka", true, "1x10 0x110")
            .part("consumer-low-kafka", true, "1x10 0x110")
            .part("event-api-kafka", false, "1x10 0x110")
            .part("consumer-low", true, "1x10 0x110")
            .lag("consumer-high", "NaNx120")
            .lag("consumer-low", "NaNx120")
            .answers(503, "0+600x120")
            .answers(202, "0x120")
            .test("Kafka is away", "StreamProcKafkaUnavailable"));
    tests.append(
        AlertScenario.healthy()
            .failures("consumer-high", "unavailable", "0x10 0+1x110")
            .part("consumer-high", true, "1x10 0x110")
            .part("aggregator-high", false, "1x10 0x110")
            .lag("consumer-high", "1x10 0+60x110")
            .test("a store is away", "StreamProcStoreUnavailable"));
    tests.append(
        AlertScenario.healthy()
            .failures("consumer-low", "behind", "0x10 0+1x110")
            .test("a consumer reads records again"));
    tests.append(
        AlertScenario.healthy()
            .failures("consumer-low", "too-large", "0+1x120")
            .test("batches are stored in parts"));
    tests.append(
        AlertScenario.healthy()
            .part("consumer-low", true, "0x120")
            .test("a role waits at its start", "StreamProcNotReady"));
    tests.append(
        AlertScenario.healthy()
            .part("web-ui", true, "1x24 0x3 1x93")
            .test("a role was not ready for 3 min"));
    tests.append(
        AlertScenario.healthy()
            .part("aggregator-low", false, "0x120")
            .test("an aggregator can't read a store", "StreamProcDegraded"));
    tests.append(
        AlertScenario.healthy()
            .lag("consumer-low", "0+30x120")
            .test("a consumer is too slow", "StreamProcLagHigh"));
    tests.append(
        AlertScenario.healthy()
            .dead("consumer-high", "invalid", "0x20 3x100")
            .failures("consumer-high", "unknown", "0x20 3x100")
            .test("dead letters", "StreamProcDeadLetters"));
    tests.append(
        AlertScenario.healthy().dead("consumer-high", "invalid", "7x120").test("old dead letters"));
    tests.append(
        AlertScenario.healthy()
            .answers(503, "0+60x120")
            .test("event-api is overloaded", "StreamProcRefusingEvents"));
    tests.append(
        AlertScenario.healthy()
            .answers(503, "0+600x120")
            .part("disk", true, "0x120")
            .test("the disk of the local mode is full", "StreamProcNotReady"));
    tests.append(
        AlertScenario.healthy()
            .with(
                "kube_job_status_failed", "", "job_name=\"demo-streamproc-verify-1\"", "0x10 1x110")
            .test("verify failed", "StreamProcVerifyFailed"));
    tests.append(
        AlertScenario.healthy()
            .with(
                "streamproc_http_certificate_expiry_timestamp_seconds",
                "web-ui",
                "server=\"web-ui\"",
                "1000000x120")
            .test("a certificate expires in 11 days", "StreamProcCertificateExpiring"));
    tests.append(
        AlertScenario.healthy()
            .with("streamproc_event_loop_delay_seconds_max", "web-ui", "", "0.3x28 6x92")
            .test("an event loop was blocked", "StreamProcEventLoopBlocked"));
    tests.append(
        AlertScenario.healthy()
            .with("streamproc_event_loop_delay_seconds_max", "web-ui", "", "6x120")
            .with("process_uptime_seconds", "web-ui", "", "_x28 0+60x92")
            .test("a process has just started"));
    run("promtool", "check", "rules", RULES.toString());
    Path file = Files.writeString(folder.resolve("tests.yaml"), tests);
    run("promtool", "test", "rules", file.toString());
  }

  private static void run(String... command) throws IOException, InterruptedException {
    Process process;
    try {
      process = new ProcessBuilder(command).redirectErrorStream(true).start();
    } catch (IOException e) {
      Assumptions.abort("no promtool, apt-get install prometheus");
      return;
    }
    String output = new String(process.getInputStream().readAllBytes());
    assertEquals(0, process.waitFor(), output);
  }
}
