package io.streamproc.k8s;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("The chart's secrets")
class ChartSecretsTest {
  private static final String USUAL = "default";

  @ParameterizedTest
  @DisplayName("never has a password or a token in plain text")
  @MethodSource("io.streamproc.k8s.Chart#cases")
  void secrets(String name) {
    for (HasMetadata resource : Chart.resources(name)) {
      if (resource instanceof ConfigMap map) {
        map.getData().keySet().forEach(key -> assertFalse(isSecret(key), key));
      }
      KubernetesModel.pod(resource)
          .ifPresent(
              pod ->
                  pod.getSpec().getContainers().stream()
                      .flatMap(container -> container.getEnv().stream())
                      .filter(variable -> isSecret(variable.getName()))
                      .forEach(variable -> assertNotNull(variable.getValueFrom())));
    }
  }

  private static boolean isSecret(String key) {
    return key.matches(".*(PASSWORD|TOKEN|JAAS_CONFIG)");
  }

  @ParameterizedTest
  @DisplayName("gives each container only the credentials that it needs")
  @CsvSource(
      delimiter = '|',
      value = {
        "default | event-producer |",
        "default | event-api |",
        "default | web-ui |",
        "default | consumer-high | timescale/password",
        "default | consumer-low | influx/writer-password",
        "default | aggregator | timescale/reader-password influx/reader-password",
        "default | auditor | timescale/reader-password influx/reader-password",
        "default | toolbox | timescale/reader-password influx/reader-password",
        "default | verify | timescale/reader-password influx/reader-password",
        "default | smoke |",
        "default | kafka |",
        "default | timescale | timescale/superuser-password timescale/password"
            + " timescale/reader-password",
        "default | influx | influx/password influx/token influx/reader-password"
            + " influx/writer-password",
        "extras | consumer-low | my-influx/token",
        "extras | aggregator | my-timescale/password my-influx/token",
        "extras | influx | my-influx/password my-influx/token",
        "outside | consumer-low | kafka-login/jaas.config kafka-client/tls.crt kafka-client/tls.key"
            + " influx-login/token",
        "outside | aggregator | timescale-login/password influx-login/read-token",
        "outside-influx-user | consumer-low | influx-login/password",
        "outside-influx-user | verify | timescale/reader-password influx-login/ro",
        "outside-plain | aggregator | postgres/streamproc",
      })
  void leastPrivilege(String name, String component, String keys) {
    List<String> used =
        Chart.resources(name).stream()
            .filter(one -> one.getMetadata().getName().equals("demo-streamproc-" + component))
            .flatMap(one -> keys(one).stream())
            .map(key -> key.replaceFirst("^demo-streamproc-", ""))
            .toList();
    assertEquals(keys == null ? List.of() : List.of(keys.split(" ")), used);
  }

  /** The keys that the containers of an object refer to: {@code secret/key}. */
  private static List<String> keys(HasMetadata resource) {
    return KubernetesModel.pod(resource).stream()
        .flatMap(pod -> pod.getSpec().getContainers().stream())
        .flatMap(container -> container.getEnv().stream())
        .filter(variable -> variable.getValueFrom() != null)
        .map(variable -> variable.getValueFrom().getSecretKeyRef())
        .filter(reference -> reference != null)
        .map(reference -> reference.getName() + "/" + reference.getKey())
        .toList();
  }

  @Test
  @DisplayName("gives the administrator's token of InfluxDB to its own pod only")
  void administrator() {
    assertEquals(
        List.of("demo-streamproc-influx"),
        Chart.resources(USUAL).stream()
            .filter(resource -> keys(resource).contains("demo-streamproc-influx/token"))
            .map(resource -> resource.getMetadata().getName())
            .toList());
  }

  @ParameterizedTest
  @DisplayName("generates each key of a secret that a container refers to")
  @CsvSource({"timescale.reader.passwordKey", "influx.reader.passwordKey", "influx.tokenKey"})
  void namedKeys(String value) {
    List<HasMetadata> all =
        Chart.render(Map.of(value, "mine")).values().stream().map(KubernetesModel::read).toList();
    Set<String> generated =
        all.stream()
            .filter(Secret.class::isInstance)
            .map(Secret.class::cast)
            .flatMap(
                one ->
                    one.getData().keySet().stream().map(k -> one.getMetadata().getName() + "/" + k))
            .collect(Collectors.toSet());
    Set<String> used = all.stream().flatMap(one -> keys(one).stream()).collect(Collectors.toSet());
    assertEquals(used, generated);
    assertTrue(used.stream().anyMatch(key -> key.endsWith("/mine")), used::toString);
  }

  @ParameterizedTest
  @DisplayName("generates passwords once: an upgrade keeps existing ones and adds missing ones")
  @CsvSource({
    "timescale, password, password reader-password superuser-password",
    "influx, token, password reader-password token writer-password"
  })
  void keptSecrets(String server, String old, String keys) {
    String name = "demo-streamproc-" + server;
    Map<String, String> first = data(name);
    assertEquals(Set.of(keys.split(" ")), first.keySet());
    assertNotEquals(first, data(name), "random");
    Chart.api().addSecret(name, Map.of(old, "kept"));
    try {
      Map<String, String> second = data(name);
      assertEquals(first.keySet(), second.keySet());
      assertEquals(StandInApi.base64("kept"), second.remove(old));
      second.values().forEach(added -> assertTrue(added.length() > 30, added));
    } finally {
      Chart.api().clear();
    }
  }

  private static Map<String, String> data(String secret) {
    return new HashMap<>(
        ((Secret) KubernetesModel.read(Chart.renderAgain(Map.of()).get("Secret " + secret)))
            .getData());
  }

  @Test
  @DisplayName("refuses to generate passwords if existing ones can't be read and there is no seed")
  void passwords() {
    Map<String, Object> usual = Map.of("passwords.random", false);
    Exception e = assertThrows(Exception.class, () -> Chart.render(usual));
    assertTrue(e.getMessage().contains("set passwords.seed"), e.getMessage());
    Map<String, Object> seed =
        Map.of("passwords.random", false, "passwords.seed", "correct horse battery");
    List<Secret> first = secrets(Chart.render(seed));
    assertEquals(2, first.size());
    assertEquals(first, secrets(Chart.renderAgain(seed)));
    List<String> all = first.stream().flatMap(one -> one.getData().values().stream()).toList();
    assertEquals(all.size(), Set.copyOf(all).size(), "each is another");
    assertEquals(
        List.of(),
        secrets(
            Chart.render(
                Map.of(
                    "passwords.random", false,
                    "timescale.existingSecret", "mine",
                    "influx.existingSecret", "mine"))));
  }

  private static List<Secret> secrets(Map<String, String> documents) {
    return documents.values().stream()
        .filter(text -> text.contains("kind: Secret\n"))
        .map(text -> (Secret) KubernetesModel.read(text))
        .toList();
  }

  @Test
  @DisplayName("starts InfluxDB with the script that creates the logins, if it has their passwords")
  void influxLogins() throws IOException {
    var script =
        (ConfigMap)
            KubernetesModel.read(Chart.render(USUAL).get("ConfigMap demo-streamproc-influx"));
    assertEquals(
        Files.readString(Chart.FOLDER.resolve("files/influx-logins.sh")),
        script.getData().get("logins.sh"));
    String server = Chart.render(USUAL).get("StatefulSet demo-streamproc-influx");
    assertTrue(server.contains("exec /entrypoint.sh influxd"), server);
    String existing = Chart.render("extras").get("StatefulSet demo-streamproc-influx");
    assertFalse(existing.contains("command:"), existing);
    assertNull(Chart.render("extras").get("ConfigMap demo-streamproc-influx"));
  }

  @Test
  @DisplayName("has components that only read log in as the read-only user")
  void reader() {
    for (String component :
        List.of(
            "Deployment demo-streamproc-aggregator",
            "Deployment demo-streamproc-auditor",
            "Deployment demo-streamproc-toolbox",
            "CronJob demo-streamproc-verify")) {
      String document = Chart.render(USUAL).get(component);
      assertTrue(
          document.contains("{name: STREAMPROC_TIMESCALE_USER, value: \"streamproc_reader\"}"),
          document);
      assertTrue(
          document.contains("{name: STREAMPROC_INFLUX_USER, value: \"streamproc_reader\"}"),
          document);
    }
    String writer = Chart.render(USUAL).get("Deployment demo-streamproc-consumer-high");
    assertFalse(writer.contains("reader"), writer);
    String low = Chart.render(USUAL).get("Deployment demo-streamproc-consumer-low");
    assertTrue(low.contains("{name: STREAMPROC_INFLUX_USER, value: \"streamproc_writer\"}"), low);
    assertFalse(
        Chart.render("extras").get("Deployment demo-streamproc-aggregator").contains("reader"),
        "an existing secret");
  }
}
