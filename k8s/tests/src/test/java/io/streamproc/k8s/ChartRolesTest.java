package io.streamproc.k8s;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The chart's roles")
class ChartRolesTest {
  @Test
  @DisplayName("deploys an unknown role, with the needs in its values")
  void anotherRole(@TempDir Path folder) throws IOException {
    Path values =
        Files.writeString(
            folder.resolve("sampler.yaml"),
            """
            roles:
              sampler: {uses: [influx, event-api], port: 9996, internal: true, settings: {sampler.limit: 8}}
              sampler2: {uses: [timescale], bus: true, section: sampler, readOnly: true, generates: true}
            """);
    Map<String, String> documents = Chart.render(values);
    documents.values().forEach(KubernetesModel::read);
    String sampler = documents.get("Deployment demo-streamproc-sampler");
    assertTrue(sampler.contains("args: [run, sampler]"), sampler);
    assertTrue(sampler.contains("{name: STREAMPROC_SAMPLER_LIMIT, value: \"8\"}"), sampler);
    assertTrue(sampler.contains("key: writer-password"), sampler);
    assertFalse(sampler.contains("STREAMPROC_CLUSTER_ENABLED"), sampler);
    Map<String, String> settings = settingsOf(documents, "sampler");
    assertEquals("http://demo-streamproc-event-api:9998", settings.get("STREAMPROC_SAMPLER_URL"));
    assertEquals("9996", settings.get("STREAMPROC_SAMPLER_PORT"));
    assertTrue(settings.containsKey("STREAMPROC_INFLUX_URL"), settings::toString);
    assertFalse(settings.containsKey("STREAMPROC_KAFKA_BOOTSTRAP_SERVERS"), settings::toString);
    assertTrue(documents.containsKey("Service demo-streamproc-sampler"));
    String reader = documents.get("Deployment demo-streamproc-sampler2");
    assertTrue(reader.contains("key: reader-password"), reader);
    assertTrue(reader.contains("STREAMPROC_CLUSTER_ENABLED"), reader);
    assertTrue(settingsOf(documents, "sampler2").containsKey("STREAMPROC_SAMPLER_PORT"));
    Map<String, String> api = settingsOf(documents, "event-api");
    assertFalse(
        api.containsKey("STREAMPROC_SAMPLER_URL"), "the settings of others don't restart it");
  }

  @Test
  @DisplayName("deploys the role of docs/new-role.md with the guide's entry")
  void roleOfTheGuide(@TempDir Path folder) throws IOException {
    String guide = Files.readString(Path.of("../../docs/new-role.md"));
    String entry = guide.replaceFirst("(?s).*?```yaml\n(.*?)```.*", "$1");
    Map<String, String> documents =
        Chart.render(Files.writeString(folder.resolve("values.yaml"), "roles:\n" + entry));
    documents.values().forEach(KubernetesModel::read);
    String role = documents.get("Deployment demo-streamproc-tally");
    assertTrue(role.contains("args: [run, tally]"), role);
    assertTrue(role.contains("STREAMPROC_CLUSTER_ENABLED"), role);
    assertTrue(documents.containsKey("NetworkPolicy demo-streamproc-tally-out"));
  }

  private static Map<String, String> settingsOf(Map<String, String> documents, String role) {
    return ((ConfigMap) KubernetesModel.read(documents.get("ConfigMap demo-streamproc-" + role)))
        .getData();
  }

  @ParameterizedTest
  @DisplayName("generates no events if a server is outside, unless enabled")
  @CsvSource({
    "default, true",
    "outside, false",
    "outside-plain, false",
    "outside-influx-user, false",
  })
  void generator(String name, boolean enabled) {
    assertEquals(
        enabled, Chart.render(name).containsKey("Deployment demo-streamproc-event-producer"));
  }

  @Test
  @DisplayName("generates events into an outside server if enabled")
  void generatorOutside() {
    assertTrue(
        Chart.render(
                Map.of(
                    "kafka.enabled", false,
                    "kafka.outside.bootstrapServers", "kafka:9092",
                    "roles.event-producer.enabled", true))
            .containsKey("Deployment demo-streamproc-event-producer"));
  }

  @ParameterizedTest
  @DisplayName("restarts only roles whose settings have changed")
  @CsvSource(
      delimiter = '|',
      value = {
        "settings.event-api\\.max-body | 16777216 | event-api",
        "settings.aggregator\\.tick | 2s | aggregator",
        "settings.web-ui\\.origins | https://a.example | web-ui",
        "settings.consumer\\.threshold | 7 | auditor consumer-high consumer-low",
        "settings.influx\\.gzip | true | aggregator auditor consumer-low",
        "settings.timescale\\.schema | other | aggregator auditor consumer-high",
        "settings.kafka\\.partitions | 12 | auditor consumer-high consumer-low event-api",
        "settings.event-producer\\.rate | 7 | event-producer",
        "roles.aggregator.settings.aggregator\\.tick | 2s | aggregator",
        "roles.web-ui.javaOptions | -Xmx200m | web-ui",
        "kafka.heap | 400m | ''",
        "networkPolicy.enabled | false | ''",
      })
  void restarts(String key, String value, String roles) {
    Object typed = value.matches("true|false") ? Boolean.valueOf(value) : value;
    Map<String, String> before = templates(Chart.render(Map.of()));
    Map<String, String> after = templates(Chart.render(Map.of(key, typed)));
    assertEquals(
        roles,
        before.keySet().stream()
            .filter(role -> !role.equals("toolbox") && !before.get(role).equals(after.get(role)))
            .sorted()
            .collect(Collectors.joining(" ")));
  }

  /** The fields that make a deployment replace its pods, by component. */
  private static Map<String, String> templates(Map<String, String> documents) {
    Map<String, String> all = new LinkedHashMap<>();
    documents.values().stream()
        .map(KubernetesModel::read)
        .filter(Deployment.class::isInstance)
        .map(Deployment.class::cast)
        .forEach(
            one ->
                all.put(
                    one.getMetadata().getLabels().get("app.kubernetes.io/component"),
                    one.getSpec().getTemplate().toString()));
    return all;
  }
}
