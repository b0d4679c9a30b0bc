package io.streamproc.k8s;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("The chart's services, policies and members")
class ChartNetworkTest {
  private static final String USUAL = "default";

  @ParameterizedTest
  @DisplayName("lets the roles accept every host name that it gives them")
  @MethodSource("io.streamproc.k8s.Chart#cases")
  void hosts(String name) {
    String settings = Chart.render(name).get("ConfigMap demo-streamproc-settings");
    List<String> hosts =
        List.of(
            ((ConfigMap) KubernetesModel.read(settings))
                .getData()
                .get("STREAMPROC_HTTP_HOSTS")
                .split(","));
    for (HasMetadata resource : Chart.resources(name)) {
      String service = resource.getMetadata().getName();
      if (resource instanceof Service && service.matches(".*-(event-api|aggregator|web-ui)")) {
        assertTrue(hosts.contains(service), hosts::toString);
        assertEquals(3, hosts.stream().filter(host -> host.startsWith(service + ".")).count());
      }
      if (resource instanceof Ingress ingress) {
        ingress.getSpec().getRules().forEach(rule -> assertTrue(hosts.contains(rule.getHost())));
      }
      if (resource instanceof GenericKubernetesResource other
          && other.getKind().equals("HTTPRoute")) {
        assertTrue(hosts.containsAll(other.<List<String>>get("spec", "hostnames")));
      }
    }
  }

  @Test
  @DisplayName("lets the members of the bus discover each other before they are ready")
  void members() {
    HasMetadata members =
        KubernetesModel.read(Chart.render(USUAL).get("Service demo-streamproc-members"));
    assertTrue(members instanceof Service);
    assertTrue(((Service) members).getSpec().getPublishNotReadyAddresses());
    assertEquals("None", ((Service) members).getSpec().getClusterIP());
  }

  @Test
  @DisplayName("has permissions and mounts a token only if members use the API for discovery")
  void permissions() {
    assertFalse(Chart.render(USUAL).keySet().stream().anyMatch(key -> key.startsWith("Role")));
    assertEquals(Map.of(), tokens(USUAL));
    assertTrue(Chart.render("api-discovery").containsKey("Role demo-streamproc"));
    assertEquals(
        List.of("aggregator", "auditor", "consumer-high", "consumer-low", "event-api", "web-ui"),
        tokens("api-discovery").keySet().stream().sorted().toList());
  }

  private static Map<String, Boolean> tokens(String name) {
    return Chart.resources(name).stream()
        .flatMap(resource -> KubernetesModel.pod(resource).stream())
        .filter(pod -> pod.getSpec().getAutomountServiceAccountToken())
        .collect(
            Collectors.toMap(pod -> pod.getSpec().getContainers().get(0).getName(), pod -> true));
  }

  @ParameterizedTest
  @DisplayName("lets each pod connect only to the servers that it uses")
  @CsvSource({
    "event-producer, event-api",
    "event-api, kafka bus",
    "consumer-high, kafka timescale bus",
    "consumer-low, kafka influx bus",
    "aggregator, timescale influx bus",
    "auditor, kafka timescale influx bus",
    "web-ui, bus",
    "toolbox, kafka timescale influx",
    "kafka, ''",
  })
  void egress(String component, String targets) {
    var policy =
        (NetworkPolicy)
            KubernetesModel.read(
                Chart.render(USUAL).get("NetworkPolicy demo-streamproc-" + component + "-out"));
    Set<String> allowed =
        policy.getSpec().getEgress().stream()
            .filter(rule -> !rule.getTo().isEmpty())
            .map(rule -> rule.getTo().get(0).getPodSelector().getMatchLabels())
            .map(labels -> labels.getOrDefault("app.kubernetes.io/component", "bus"))
            .collect(Collectors.toSet());
    Set<String> wanted = targets.isEmpty() ? Set.of() : Set.of(targets.split(" "));
    assertEquals(wanted, allowed);
    assertEquals(wanted.size() + 1, policy.getSpec().getEgress().size(), "and name servers");
  }

  @Test
  @DisplayName("does not expose POST /events at the ingress, unless enabled")
  void events() {
    String closed = Chart.render(Map.of("ingress.enabled", true)).get("Ingress demo-streamproc");
    assertFalse(closed.contains("event-api"), closed);
    String open =
        Chart.render(Map.of("ingress.enabled", true, "ingress.events", true))
            .get("Ingress demo-streamproc");
    assertTrue(open.contains("event-api"), open);
  }
}
