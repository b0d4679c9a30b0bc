package io.streamproc.k8s;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KeyToPath;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The chart's security")
class ChartSecurityTest {
  private static final String KEYS = "/etc/streamproc/keys";
  private static final String TLS = "/etc/streamproc/tls";
  private static final List<String> ROLES =
      List.of(
          "aggregator",
          "auditor",
          "consumer-high",
          "consumer-low",
          "event-api",
          "event-producer",
          "web-ui");

  /** What runs a command instead of a role. */
  private static final List<String> COMMANDS =
      List.of(
          "Deployment demo-streamproc-toolbox",
          "CronJob demo-streamproc-verify",
          "Pod demo-streamproc-smoke");

  private static final Map<String, Object> JWT =
      Map.of(
          "security.jwt.jwks", "https://issuer.example/keys",
          "security.jwt.issuer", "https://issuer.example",
          "security.jwt.audience", "streamproc",
          "security.producerSecret", "demo-producer",
          "networkPolicy.egressTo[0].ports[0].port", 443);

  private static PodSpec pod(Map<String, String> documents, String key) {
    return KubernetesModel.pod(KubernetesModel.read(documents.get(key))).orElseThrow().getSpec();
  }

  private static PodSpec role(Map<String, String> documents, String role) {
    return pod(documents, "Deployment demo-streamproc-" + role);
  }

  private static Map<String, String> settings(Map<String, String> documents, String name) {
    String map = documents.get("ConfigMap demo-streamproc-" + name);
    return ((ConfigMap) KubernetesModel.read(map)).getData();
  }

  /** Settings of security and TLS, by their names in the environment. */
  private static Map<String, String> security(Map<String, String> documents, String name) {
    Map<String, String> these = new TreeMap<>(settings(documents, name));
    these.keySet().removeIf(key -> !key.matches("STREAMPROC_(SECURITY|HTTP_TLS)_.*"));
    return these;
  }

  private static List<String> schemes(PodSpec pod) {
    Container container = pod.getContainers().get(0);
    return Stream.of(
            container.getStartupProbe(),
            container.getLivenessProbe(),
            container.getReadinessProbe())
        .map(Probe::getHttpGet)
        .map(get -> get.getScheme() == null ? "HTTP" : get.getScheme())
        .distinct()
        .toList();
  }

  /** Secrets that a pod mounts for security, by folder. */
  private static Map<String, Volume> mounts(PodSpec pod) {
    Map<String, Volume> volumes =
        pod.getVolumes().stream().collect(Collectors.toMap(Volume::getName, volume -> volume));
    return pod.getContainers().get(0).getVolumeMounts().stream()
        .filter(mount -> Set.of(KEYS, TLS).contains(mount.getMountPath()))
        .collect(Collectors.toMap(VolumeMount::getMountPath, m -> volumes.get(m.getName())));
  }

  private static Map<String, String> secrets(PodSpec pod) {
    Map<String, String> names = new TreeMap<>();
    mounts(pod).forEach((path, volume) -> names.put(path, volume.getSecret().getSecretName()));
    return names;
  }

  /** The secret and the entry of a variable; null if the pod does not have it. */
  private static String reference(PodSpec pod, String variable) {
    return pod.getContainers().get(0).getEnv().stream()
        .filter(one -> one.getName().equals(variable))
        .map(EnvVar::getValueFrom)
        .map(from -> from.getSecretKeyRef().getName() + "/" + from.getSecretKeyRef().getKey())
        .findFirst()
        .orElse(null);
  }

  @Test
  @DisplayName("is open by default, with plain HTTP and without secrets")
  void open() {
    Map<String, String> documents = Chart.render("default");
    for (String role : ROLES) {
      assertEquals(Map.of("STREAMPROC_SECURITY_OPEN", "true"), security(documents, role), role);
      assertEquals(Map.of(), secrets(role(documents, role)), role);
      assertEquals(List.of("HTTP"), schemes(role(documents, role)), role);
    }
    PodSpec smoke = pod(documents, "Pod demo-streamproc-smoke");
    assertNull(reference(smoke, "STREAMPROC_SMOKE_TOKEN"));
    assertNull(reference(role(documents, "event-producer"), "STREAMPROC_EVENT_PRODUCER_TOKEN"));
  }

  @Test
  @DisplayName(
      "checks keys in every role, and takes TLS to end at the ingress, without a tlsSecret")
  void keys() {
    Map<String, String> documents = Chart.render("keys");
    Map<String, String> expected =
        Map.of(
            "STREAMPROC_SECURITY_KEYS",
            KEYS + "/keys.json",
            "STREAMPROC_SECURITY_TLS_AT_PROXY",
            "true");
    for (String role : ROLES) {
      assertEquals(expected, security(documents, role), role);
      assertEquals(Map.of(KEYS, "demo-keys"), secrets(role(documents, role)), role);
      assertEquals(List.of("HTTP"), schemes(role(documents, role)), role);
    }
    PodSpec producer = role(documents, "event-producer");
    assertEquals("demo-producer/token", reference(producer, "STREAMPROC_EVENT_PRODUCER_TOKEN"));
    Map<String, String> settings = settings(documents, "event-producer");
    assertEquals(
        "http://demo-streamproc-event-api:9998", settings.get("STREAMPROC_EVENT_PRODUCER_URL"));
    assertFalse(settings.containsKey("STREAMPROC_EVENT_PRODUCER_TRUST"));
    for (String command : COMMANDS) {
      assertEquals(Map.of(), secrets(pod(documents, command)), command);
    }
  }

  @Test
  @DisplayName("has TLS everywhere with a tlsSecret: servers, probes, URLs, scrapes, helm test")
  void tls() {
    Map<String, String> documents = Chart.render("tls");
    Map<String, String> expected =
        Map.of(
            "STREAMPROC_SECURITY_KEYS", KEYS + "/keys.json",
            "STREAMPROC_HTTP_TLS_CERTIFICATE", TLS + "/tls.crt",
            "STREAMPROC_HTTP_TLS_KEY", TLS + "/tls.key");
    for (String role : ROLES) {
      assertEquals(expected, security(documents, role), role);
      assertEquals(
          Map.of(KEYS, "demo-keys", TLS, "demo-tls"), secrets(role(documents, role)), role);
      assertEquals(List.of("HTTPS"), schemes(role(documents, role)), role);
      String deployment = documents.get("Deployment demo-streamproc-" + role);
      assertTrue(deployment.contains("prometheus.io/scheme: https"), deployment);
    }
    Map<String, String> producer = settings(documents, "event-producer");
    assertEquals(
        "https://demo-streamproc-event-api:9998", producer.get("STREAMPROC_EVENT_PRODUCER_URL"));
    assertEquals(TLS + "/ca.crt", producer.get("STREAMPROC_EVENT_PRODUCER_TRUST"));
    PodSpec smoke = pod(documents, "Pod demo-streamproc-smoke");
    assertEquals(
        List.of(
            "https://demo-streamproc-event-api:9998",
            "https://demo-streamproc-aggregator:9997",
            "https://demo-streamproc-web-ui:8080"),
        smoke.getContainers().get(0).getArgs().stream()
            .filter(argument -> argument.contains("://"))
            .toList());
    assertEquals("demo-test/token", reference(smoke, "STREAMPROC_SMOKE_TOKEN"));
    assertEquals(TLS + "/ca.crt", settings(documents, "settings").get("STREAMPROC_SMOKE_TRUST"));
  }

  @Test
  @DisplayName("gives the pods of commands the authority only, not the private key or the API keys")
  void commands() {
    Map<String, String> documents = Chart.render("tls");
    for (String command : COMMANDS) {
      Map<String, Volume> mounts = mounts(pod(documents, command));
      assertEquals(Set.of(TLS), mounts.keySet(), command);
      assertEquals(
          List.of("ca.crt"),
          mounts.get(TLS).getSecret().getItems().stream().map(KeyToPath::getPath).toList());
      assertEquals(
          command.contains("smoke"),
          reference(pod(documents, command), "STREAMPROC_SMOKE_TOKEN") != null,
          command);
    }
  }

  @ParameterizedTest
  @DisplayName("mounts secrets as whole directories, so that changes arrive, and read-only")
  @ValueSource(strings = {"keys", "tls"})
  void directories(String name) {
    Map<String, String> documents = Chart.render(name);
    for (String role : ROLES) {
      PodSpec pod = role(documents, role);
      for (VolumeMount mount : pod.getContainers().get(0).getVolumeMounts()) {
        assertNull(mount.getSubPath(), mount::toString);
        assertTrue(mount.getMountPath().equals("/tmp") || mount.getReadOnly(), mount::toString);
      }
      mounts(pod)
          .forEach(
              (path, volume) -> {
                assertTrue(volume.getSecret().getItems().isEmpty(), path);
                assertEquals(0440, volume.getSecret().getDefaultMode(), "by the group of the pod");
              });
    }
  }

  @ParameterizedTest
  @DisplayName("mounts exactly the volumes that a pod has")
  @MethodSource("io.streamproc.k8s.Chart#cases")
  void volumes(String name) {
    for (HasMetadata resource : Chart.resources(name)) {
      KubernetesModel.pod(resource)
          .ifPresent(
              template -> {
                PodSpec pod = template.getSpec();
                Set<String> mounted =
                    Stream.concat(pod.getContainers().stream(), pod.getInitContainers().stream())
                        .flatMap(container -> container.getVolumeMounts().stream())
                        .map(VolumeMount::getName)
                        .filter(volume -> !volume.equals("data"))
                        .collect(Collectors.toSet());
                Set<String> volumes =
                    pod.getVolumes().stream()
                        .map(Volume::getName)
                        .filter(volume -> !volume.equals("data"))
                        .collect(Collectors.toSet());
                assertEquals(volumes, mounted, resource.getMetadata().getName());
              });
    }
  }

  @Test
  @DisplayName("checks tokens of an issuer, also with keys at the same time")
  void jwt() {
    Map<String, String> expected =
        new HashMap<>(
            Map.of(
                "STREAMPROC_SECURITY_JWT_JWKS", "https://issuer.example/keys",
                "STREAMPROC_SECURITY_JWT_ISSUER", "https://issuer.example",
                "STREAMPROC_SECURITY_JWT_AUDIENCE", "streamproc",
                "STREAMPROC_SECURITY_TLS_AT_PROXY", "true"));
    Map<String, String> documents = Chart.render(JWT);
    assertEquals(expected, security(documents, "web-ui"));
    assertEquals(Map.of(), secrets(role(documents, "web-ui")));

    Map<String, Object> both = new HashMap<>(JWT);
    both.put("security.keysSecret", "demo-keys");
    both.put("security.jwt.trust", "/etc/issuer/ca.crt");
    expected.put("STREAMPROC_SECURITY_KEYS", KEYS + "/keys.json");
    expected.put("STREAMPROC_SECURITY_JWT_TRUST", "/etc/issuer/ca.crt");
    assertEquals(expected, security(Chart.render(both), "web-ui"));
  }

  @Test
  @DisplayName("stays open with a tlsSecret alone: TLS does not say who may use the servers")
  void tlsAlone() {
    Map<String, String> documents = Chart.render(Map.of("security.tlsSecret", "demo-tls"));
    assertEquals(
        Map.of(
            "STREAMPROC_SECURITY_OPEN", "true",
            "STREAMPROC_HTTP_TLS_CERTIFICATE", TLS + "/tls.crt",
            "STREAMPROC_HTTP_TLS_KEY", TLS + "/tls.key"),
        security(documents, "event-api"));
    assertEquals(List.of("HTTPS"), schemes(role(documents, "event-api")));
  }

  @Test
  @DisplayName("leaves clients the JVM's trust store if the secret has no authority")
  void publicAuthority() {
    Map<String, String> documents =
        Chart.render(Map.of("security.tlsSecret", "demo-tls", "security.caKey", ""));
    assertFalse(
        settings(documents, "event-producer").containsKey("STREAMPROC_EVENT_PRODUCER_TRUST"));
    assertFalse(settings(documents, "settings").containsKey("STREAMPROC_SMOKE_TRUST"));
    for (String command : COMMANDS) {
      assertEquals(Map.of(), secrets(pod(documents, command)), command);
    }
  }

  @Test
  @DisplayName("does not ask for a producer's token if there is no producer")
  void noProducer() {
    Map<String, String> documents =
        Chart.render(
            Map.of("security.keysSecret", "demo-keys", "roles.event-producer.enabled", false));
    assertEquals(Map.of(KEYS, "demo-keys"), secrets(role(documents, "event-api")));
  }

  @ParameterizedTest
  @DisplayName("rejects values with which roles would not start or not work")
  @CsvSource(
      delimiter = '|',
      value = {
        "security.open=false | security.open: false needs security.keysSecret or security.jwt",
        "security.open=false security.tlsSecret=demo-tls | security.open: false needs",
        "security.jwt.issuer=https://a.example | security.jwt: jwks, issuer and audience are needed",
        "security.jwt.jwks=https://a.example/keys | security.jwt: jwks, issuer and audience",
        "security.jwt.trust=/ca.crt | security.jwt: jwks, issuer and audience are needed",
        "security.jwt.jwks=http://a.example/keys | jwks",
        "security.jwt.jwks=https://a.example/keys security.jwt.issuer=a security.jwt.audience=b |"
            + " allow it in networkPolicy.egressTo",
        "security.keysSecret=demo-keys | security.producerSecret: event-producer connects to",
        "security.keysSecret=Demo_Keys | keysSecret",
        "security.keySecret=demo-keys | keySecret",
        "security.caKey=a/b | caKey",
        "settings.security\\.open=true | settings: security.open: probes and URLs depend on it",
        "settings.http\\.tls\\.key=/k | settings: http.tls.key: probes and URLs depend on it",
        "roles.web-ui.settings.security\\.keys=/k | roles.web-ui.settings: security.keys: probes",
      })
  void refused(String values, String message) {
    Map<String, Object> all = new HashMap<>();
    Arrays.stream(values.split(" "))
        .map(pair -> pair.split("=", 2))
        .forEach(pair -> all.put(pair[0], pair[1].equals("false") ? Boolean.FALSE : pair[1]));
    Exception e = assertThrows(Exception.class, () -> Chart.render(all));
    assertTrue(e.getMessage().contains(message), e.getMessage());
  }

  @ParameterizedTest
  @DisplayName("warns in the notes of what is open or incomplete")
  @CsvSource({
    "default, false, false",
    "ingress, true, false",
    "keys, false, true",
    "tls, false, false",
  })
  void notes(String name, boolean open, boolean untested) {
    String notes = Chart.notes(name);
    assertEquals(open, notes.contains("Everyone who reaches the ingress can read"), notes);
    assertEquals(untested, notes.contains("set security.testSecret"), notes);
  }
}
