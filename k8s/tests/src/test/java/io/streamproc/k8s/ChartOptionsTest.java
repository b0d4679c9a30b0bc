package io.streamproc.k8s;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Names, placement, certificates, routes and autoscaling. */
@DisplayName("The chart's options for a platform")
class ChartOptionsTest {
  private static final Set<String> BUS =
      Set.of("event-api", "consumer-high", "consumer-low", "aggregator", "auditor", "web-ui");

  private static Map<String, PodTemplateSpec> pods(String name) {
    Map<String, PodTemplateSpec> pods = new TreeMap<>();
    for (HasMetadata resource : Chart.resources(name)) {
      KubernetesModel.pod(resource)
          .ifPresent(
              pod ->
                  pods.put(pod.getMetadata().getLabels().get("app.kubernetes.io/component"), pod));
    }
    return pods;
  }

  private static Map<String, String> environment(PodTemplateSpec pod) {
    Map<String, String> all = new TreeMap<>();
    for (EnvVar variable : pod.getSpec().getContainers().get(0).getEnv()) {
      var from = variable.getValueFrom();
      String reference =
          from == null || from.getSecretKeyRef() == null
              ? variable.getValue()
              : from.getSecretKeyRef().getName() + "/" + from.getSecretKeyRef().getKey();
      all.put(variable.getName(), String.valueOf(reference));
    }
    return all;
  }

  /** The secrets that a pod mounts, by folder. */
  private static Map<String, String> secrets(PodTemplateSpec pod) {
    Map<String, Volume> volumes =
        pod.getSpec().getVolumes().stream()
            .collect(Collectors.toMap(Volume::getName, volume -> volume));
    Map<String, String> all = new TreeMap<>();
    for (VolumeMount mount : pod.getSpec().getContainers().get(0).getVolumeMounts()) {
      Volume volume = volumes.get(mount.getName());
      if (volume != null && volume.getSecret() != null) {
        all.put(mount.getMountPath(), volume.getSecret().getSecretName());
      }
    }
    return all;
  }

  private static Map<String, String> settings(String name, String role) {
    String map = Chart.render(name).get("ConfigMap demo-streamproc-" + role);
    return ((ConfigMap) KubernetesModel.read(map)).getData();
  }

  @SuppressWarnings("unchecked")
  private static <T> T at(Object document, Object... path) {
    Object at = document;
    for (Object key : path) {
      at = key instanceof Integer index ? ((List<?>) at).get(index) : ((Map<?, ?>) at).get(key);
    }
    return (T) at;
  }

  private static Map<String, Object> document(String name, String key) {
    return Chart.parse(Chart.render(name).get(key));
  }

  @Test
  @DisplayName("names and labels every object as given")
  void names() {
    Map<String, String> documents =
        Chart.render(
            Map.of(
                "nameOverride", "events",
                "fullnameOverride", "shop-events",
                "commonLabels.team", "streams",
                "commonAnnotations.example\\.org/owner", "streams"));
    for (String document : documents.values()) {
      HasMetadata resource = KubernetesModel.read(document);
      var metadata = resource.getMetadata();
      String what = resource.getKind() + " " + metadata.getName();
      assertTrue(metadata.getName().matches("shop-events(-.+)?"), what);
      assertEquals("events", metadata.getLabels().get("app.kubernetes.io/name"), what);
      assertEquals("streams", metadata.getLabels().get("team"), what);
      assertEquals("streams", metadata.getAnnotations().get("example.org/owner"), what);
    }
    String settings = documents.get("ConfigMap shop-events-event-api");
    assertTrue(settings.contains("shop-events-web-ui.shop.svc,"), settings);
    String secret = documents.get("Secret shop-events-timescale");
    assertTrue(secret.contains("helm.sh/resource-policy: keep"), secret);
    assertTrue(
        Chart.render(Map.of("nameOverride", "events"))
            .containsKey("Deployment demo-events-web-ui"));
  }

  @Test
  @DisplayName("puts the pods of roles, servers and tools where the values say")
  void placement() {
    Map<String, PodTemplateSpec> pods = pods("platform");
    assertEquals(13, pods.size(), pods.keySet()::toString);
    pods.forEach(
        (component, pod) -> {
          PodSpec spec = pod.getSpec();
          assertEquals(Map.of("pool", "streams"), spec.getNodeSelector(), component);
          assertEquals("dedicated", spec.getTolerations().get(0).getKey(), component);
          assertEquals("streams", spec.getPriorityClassName(), component);
          assertTrue(spec.getAffinity().toString().contains("arm"), component);
          assertEquals(
              List.of("rack"),
              spec.getTopologySpreadConstraints().stream()
                  .map(constraint -> constraint.getTopologyKey())
                  .toList(),
              component);
          if (!component.equals("smoke")) { // hook annotations of its own
            assertEquals("streams", pod.getMetadata().getLabels().get("cost"), component);
            assertEquals(
                "streams", pod.getMetadata().getAnnotations().get("example.org/pod"), component);
          }
        });
  }

  @Test
  @DisplayName("runs roles and tools as the given service account, and creates none if told so")
  void serviceAccount() {
    assertTrue(Chart.render("platform").containsKey("ServiceAccount streams"));
    assertTrue(Chart.render("platform").get("ServiceAccount streams").contains("example.org/role"));
    assertEquals("streams", pods("platform").get("web-ui").getSpec().getServiceAccountName());
    assertEquals("streams", pods("platform").get("verify").getSpec().getServiceAccountName());
    for (String name : List.of("", "theirs")) {
      Map<String, String> documents =
          Chart.render(
              Map.of(
                  "serviceAccount.create",
                  false,
                  "serviceAccount.name",
                  name,
                  "cluster.discovery",
                  "api"));
      assertFalse(documents.keySet().stream().anyMatch(key -> key.startsWith("ServiceAccount")));
      String expected = name.isEmpty() ? "default" : name;
      assertTrue(
          documents
              .get("Deployment demo-streamproc-web-ui")
              .contains("serviceAccountName: " + expected + "\n"));
      assertTrue(
          documents
              .get("RoleBinding demo-streamproc")
              .contains("{kind: ServiceAccount, name: " + expected + ","));
    }
  }

  @Test
  @DisplayName("fixes no user or group id on OpenShift, and stays at the restricted level")
  void openshift() {
    pods("openshift")
        .forEach(
            (component, pod) -> {
              var context = pod.getSpec().getSecurityContext();
              assertNull(context.getRunAsUser(), component);
              assertNull(context.getRunAsGroup(), component);
              assertNull(context.getFsGroup(), component);
              assertTrue(context.getRunAsNonRoot(), component);
            });
  }

  @Test
  @DisplayName("limits disruptions as given")
  void disruptions() {
    String budget = Chart.render("platform").get("PodDisruptionBudget demo-streamproc-web-ui");
    assertTrue(budget.contains("maxUnavailable: 50%"), budget);
    assertTrue(budget.contains("unhealthyPodEvictionPolicy: IfHealthyBudget"), budget);
  }

  @Test
  @DisplayName("serves all hosts of the ingress, each with its certificate")
  void ingressHosts() {
    Ingress ingress =
        (Ingress) KubernetesModel.read(Chart.render("gateway").get("Ingress demo-streamproc"));
    assertEquals(
        List.of("charts.example.org", "charts.example.net", "charts.example.com"),
        ingress.getSpec().getRules().stream().map(rule -> rule.getHost()).toList());
    List<String> certificates = new ArrayList<>();
    ingress
        .getSpec()
        .getTls()
        .forEach(tls -> certificates.add(tls.getSecretName() + " " + tls.getHosts()));
    assertEquals(
        List.of(
            "charts-tls [charts.example.org]",
            "charts-tls [charts.example.net]",
            "com-tls [charts.example.com]"),
        certificates);
  }

  @Test
  @DisplayName("attaches a route to the given gateways")
  void route() {
    Map<String, Object> route = document("gateway", "HTTPRoute demo-streamproc");
    assertEquals("shared", at(route, "spec", "parentRefs", 0, "name"));
    assertEquals(List.of("charts.example.edu"), at(route, "spec", "hostnames"));
    assertEquals("/events", at(route, "spec", "rules", 0, "matches", 0, "path", "value"));
    assertEquals(
        Map.of("name", "demo-streamproc-event-api", "port", 9998),
        at(route, "spec", "rules", 0, "backendRefs", 0));
    assertEquals(
        Map.of("name", "demo-streamproc-web-ui", "port", 8080),
        at(route, "spec", "rules", 1, "backendRefs", 0));
    String closed =
        Chart.render(Map.of("gateway.enabled", true, "gateway.parentRefs[0].name", "shared"))
            .get("HTTPRoute demo-streamproc");
    assertFalse(closed.contains("event-api"), closed);
  }

  @Test
  @DisplayName("lets cert-manager issue certificates for the servers and for the bus")
  void certificates() {
    Map<String, Object> servers = document("gateway", "Certificate demo-streamproc-security");
    assertEquals("demo-tls", at(servers, "spec", "secretName"));
    assertEquals("ClusterIssuer", at(servers, "spec", "issuerRef", "kind"));
    List<String> names = at(servers, "spec", "dnsNames");
    assertTrue(
        names.containsAll(
            List.of("demo-streamproc-web-ui", "demo-streamproc-event-api.shop.svc.cluster.local")),
        names::toString);
    assertFalse(names.contains("charts.example.org"), "the ingress has another certificate");
    Map<String, Object> bus = document("gateway", "Certificate demo-streamproc-cluster");
    assertEquals("demo-bus", at(bus, "spec", "secretName"));
    assertEquals("demo", at(bus, "spec", "issuerRef", "name"));
    assertTrue(at(bus, "spec", "usages").toString().contains("client auth"));
  }

  @Test
  @DisplayName("encrypts the bus with the certificate, which only its members get")
  void busTls() {
    pods("gateway")
        .forEach(
            (component, pod) -> {
              boolean member = BUS.contains(component);
              assertEquals(
                  member ? "demo-bus" : null, secrets(pod).get("/etc/streamproc/bus"), component);
              Map<String, String> environment = environment(pod);
              environment.keySet().removeIf(name -> !name.contains("BUS_TLS"));
              assertEquals(
                  member
                      ? Map.of(
                          "STREAMPROC_CLUSTER_BUS_TLS_KEY", "/etc/streamproc/bus/tls.key",
                          "STREAMPROC_CLUSTER_BUS_TLS_CERTIFICATE", "/etc/streamproc/bus/tls.crt",
                          "STREAMPROC_CLUSTER_BUS_TLS_TRUST", "/etc/streamproc/bus/ca.crt")
                      : Map.of(),
                  environment,
                  component);
            });
  }

  @Test
  @DisplayName("gives clients of an outside Kafka their certificate")
  void kafkaClientCertificate() {
    Map<String, PodTemplateSpec> pods = pods("outside");
    for (String component : List.of("event-api", "consumer-low", "verify")) {
      Map<String, String> environment = environment(pods.get(component));
      assertEquals(
          "kafka-client/tls.key", environment.get("STREAMPROC_KAFKA_CLIENT_SSL_KEYSTORE_KEY"));
      assertEquals(
          "kafka-client/tls.crt",
          environment.get("STREAMPROC_KAFKA_CLIENT_SSL_KEYSTORE_CERTIFICATE_CHAIN"));
    }
    assertEquals(
        "PEM", settings("outside", "event-api").get("STREAMPROC_KAFKA_CLIENT_SSL_KEYSTORE_TYPE"));
    assertFalse(environment(pods.get("aggregator")).toString().contains("kafka-client"));
  }

  @Test
  @DisplayName("gives clients of an outside InfluxDB its authority")
  void influxAuthority() {
    Map<String, PodTemplateSpec> pods = pods("outside");
    for (String component : List.of("consumer-low", "aggregator", "toolbox")) {
      assertEquals("influx-ca", secrets(pods.get(component)).get("/etc/streamproc/influx"));
    }
    assertNull(secrets(pods.get("consumer-high")).get("/etc/streamproc/influx"));
    assertEquals(
        "/etc/streamproc/influx/ca.crt",
        settings("outside", "consumer-low").get("STREAMPROC_INFLUX_CA_FILE"));
  }

  @Test
  @DisplayName("scales consumers by the lag of their groups, and lets KEDA connect to Kafka")
  void lag() {
    Map<String, Object> high = document("gateway", "ScaledObject demo-streamproc-consumer-high");
    assertEquals("demo-streamproc-consumer-high", at(high, "spec", "scaleTargetRef", "name"));
    assertEquals(
        Map.of(
            "bootstrapServers", "demo-streamproc-kafka.shop.svc:9092",
            "consumerGroup", "streamproc-high",
            "topic", "events",
            "lagThreshold", "20000"),
        at(high, "spec", "triggers", 0, "metadata"));
    Map<String, Object> low = document("gateway", "ScaledObject demo-streamproc-consumer-low");
    assertEquals("mine-low", at(low, "spec", "triggers", 0, "metadata", "consumerGroup"));
    assertEquals("keda-kafka", at(low, "spec", "triggers", 0, "authenticationRef", "name"));
    assertEquals(Integer.valueOf(3), at(low, "spec", "maxReplicaCount"));
    assertFalse(
        Chart.render("gateway").keySet().stream()
            .anyMatch(key -> key.startsWith("HorizontalPodAutoscaler")));
    assertFalse(
        Chart.render("gateway")
            .get("Deployment demo-streamproc-consumer-low")
            .contains("replicas:"));
    String policy = Chart.render("gateway").get("NetworkPolicy demo-streamproc-kafka");
    assertTrue(policy.contains("kubernetes.io/metadata.name: keda"), policy);
  }

  @ParameterizedTest
  @DisplayName("rejects options that miss their other half")
  @CsvSource(
      delimiter = '|',
      value = {
        "gateway.enabled=true | gateway.parentRefs: to which gateways",
        "cluster.issuer.name=demo | cluster.tlsSecret: needed for the certificate of",
        "security.issuer.name=demo | security.tlsSecret: needed for the certificate of",
        "security.issuer.kind=Issuer | issuer",
        "roles.event-api.autoscaling.enabled=true roles.event-api.autoscaling.lag=5 |"
            + " roles.event-api.autoscaling.group: the lag of which consumer group?",
        "roles.web-ui.autoscaling.enabled=true roles.web-ui.autoscaling.minReplicas=9 |"
            + " roles.web-ui.autoscaling: minReplicas (9) is more than maxReplicas (6)",
        "ingress.hosts[0].tlsSecret=a | host",
        "kafka.outside.tls.clientSecret=A_B | clientSecret",
        "toolbox.nodeSelectors=x | nodeSelectors",
      })
  void refused(String values, String message) {
    Map<String, Object> all = new TreeMap<>();
    for (String pair : values.split(" ")) {
      String[] parts = pair.split("=", 2);
      Object typed = parts[1].equals("true") ? Boolean.TRUE : parts[1];
      all.put(parts[0], parts[1].matches("[0-9]") ? Integer.valueOf(parts[1]) : typed);
    }
    Exception e = assertThrows(Exception.class, () -> Chart.render(all));
    assertTrue(e.getMessage().contains(message), e.getMessage());
  }
}
