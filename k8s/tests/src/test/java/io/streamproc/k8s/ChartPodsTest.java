package io.streamproc.k8s;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("The chart's pods")
class ChartPodsTest {
  private static final String USUAL = "default";
  private static final long NODE_STOPS_WITHIN = 20;

  @ParameterizedTest
  @DisplayName("runs every container at the restricted level, with limits and a pinned image")
  @MethodSource("io.streamproc.k8s.Chart#cases")
  void security(String name) {
    boolean openshift = name.equals("openshift");
    for (HasMetadata resource : Chart.resources(name)) {
      KubernetesModel.pod(resource).ifPresent(pod -> assertRestricted(resource, pod, openshift));
    }
  }

  /**
   * @param openshift whether the cluster chooses user and group
   */
  private static void assertRestricted(
      HasMetadata resource, PodTemplateSpec template, boolean openshift) {
    String what = resource.getKind() + " " + resource.getMetadata().getName();
    PodSpec pod = template.getSpec();
    assertAll(
        what,
        () -> assertTrue(pod.getSecurityContext().getRunAsNonRoot()),
        () -> assertTrue(openshift || pod.getSecurityContext().getRunAsUser() > 0),
        () -> assertTrue(openshift || pod.getSecurityContext().getFsGroup() > 0),
        () ->
            assertEquals("RuntimeDefault", pod.getSecurityContext().getSeccompProfile().getType()),
        () -> assertFalse(pod.getEnableServiceLinks(), "its variables would be read as settings"),
        () -> assertNotNull(pod.getAutomountServiceAccountToken()),
        () -> assertNull(pod.getHostNetwork()),
        () -> assertNull(pod.getHostPID()),
        () ->
            assertTrue(
                pod.getVolumes().stream().map(Volume::getHostPath).allMatch(p -> p == null)));
    for (Container container : pod.getContainers()) {
      SecurityContext context = container.getSecurityContext();
      assertAll(
          what + " " + container.getName(),
          () -> assertFalse(context.getAllowPrivilegeEscalation()),
          () -> assertTrue(context.getReadOnlyRootFilesystem()),
          () -> assertEquals(List.of("ALL"), context.getCapabilities().getDrop()),
          () -> assertTrue(context.getCapabilities().getAdd().isEmpty()),
          () -> assertTrue(container.getResources().getRequests().containsKey("cpu")),
          () -> assertTrue(container.getResources().getLimits().containsKey("memory")),
          () ->
              assertTrue(container.getImage().matches(".+:[^:/]*\\d[^:/]*"), container.getImage()),
          () -> assertFalse(container.getImage().contains("latest")),
          () -> assertFalse(container.getImage().contains("bitnami")));
    }
  }

  @ParameterizedTest
  @DisplayName(
      "gives a role enough time to stop, replaces its pods one at a"
          + " time, and selects its own labels")
  @MethodSource("io.streamproc.k8s.Chart#cases")
  void deployments(String name) {
    for (HasMetadata resource : Chart.resources(name)) {
      if (resource instanceof Deployment deployment) {
        Map<String, String> labels = deployment.getSpec().getTemplate().getMetadata().getLabels();
        deployment
            .getSpec()
            .getSelector()
            .getMatchLabels()
            .forEach((key, value) -> assertEquals(value, labels.get(key)));
        if (!"toolbox".equals(labels.get("app.kubernetes.io/component"))) {
          PodSpec pod = deployment.getSpec().getTemplate().getSpec();
          boolean waits = pod.getContainers().get(0).getLifecycle() != null;
          long grace = pod.getTerminationGracePeriodSeconds() - (waits ? 5 : 0);
          assertTrue(grace > NODE_STOPS_WITHIN, resource.getMetadata().getName());
          var rolling = deployment.getSpec().getStrategy().getRollingUpdate();
          assertEquals(0, rolling.getMaxUnavailable().getIntVal());
          assertEquals(1, rolling.getMaxSurge().getIntVal());
        }
      }
    }
  }

  /** Parts of a JVM's memory that no option limits: garbage collector, symbols, malloc. */
  private static final long UNBOUND = 32L << 20;

  private static final int ROLE_THREADS = 80;
  private static final int KAFKA_THREADS = 120;

  @ParameterizedTest
  @DisplayName("leaves room below the memory limit for the JVM's memory outside the heap")
  @MethodSource("io.streamproc.k8s.Chart#cases")
  void memory(String name) {
    int seen = 0;
    for (HasMetadata resource : Chart.resources(name)) {
      for (Container container :
          KubernetesModel.pod(resource)
              .map(pod -> pod.getSpec().getContainers())
              .orElse(List.of())) {
        String options = variable(container, "JDK_JAVA_OPTIONS");
        String kafka = variable(container, "KAFKA_HEAP_OPTS");
        if (options.contains("-Xmx") && options.split(" ").length == 1) {
          continue; // the user's own
        }
        if (!options.isEmpty() || !kafka.isEmpty()) {
          seen++;
          long limit = bytes(container.getResources().getLimits().get("memory").toString());
          String all = options + " " + kafka + " " + variable(container, "KAFKA_OPTS");
          long threads = kafka.isEmpty() ? ROLE_THREADS : KAFKA_THREADS;
          long heap =
              all.contains("MaxRAMPercentage=")
                  ? limit
                      * Integer.parseInt(all.replaceAll(".*MaxRAMPercentage=(\\d+).*", "$1"))
                      / 100
                  : option(all, "-Xmx");
          long sum =
              heap
                  + option(all, "MaxDirectMemorySize=")
                  + option(all, "MaxMetaspaceSize=")
                  + option(all, "ReservedCodeCacheSize=")
                  + threads * option(all, "-Xss")
                  + UNBOUND;
          assertTrue(
              sum <= limit,
              container.getName() + ": " + (sum >> 20) + " of " + (limit >> 20) + " MiB");
        }
      }
    }
    assertTrue(seen >= 7, "containers with a JVM: " + seen);
  }

  private static String variable(Container container, String name) {
    return container.getEnv().stream()
        .filter(one -> one.getName().equals(name))
        .map(EnvVar::getValue)
        .findFirst()
        .orElse("");
  }

  private static long option(String options, String name) {
    String value = options.replaceAll(".*" + name + "(\\d+[kmg]).*", "$1");
    assertNotEquals(options, value, "no " + name + " in " + options);
    return bytes(value);
  }

  private static long bytes(String text) {
    long number = Long.parseLong(text.replaceAll("\\D", ""));
    return number
        << Map.of("k", 10, "m", 20, "g", 30)
            .get(text.replaceAll("[\\di]", "").toLowerCase(Locale.ROOT));
  }

  @Test
  @DisplayName("runs two replicas of roles that serve requests, on different nodes if possible")
  void replicas() {
    for (String role : List.of("event-api", "aggregator", "web-ui")) {
      Deployment one =
          (Deployment)
              KubernetesModel.read(Chart.render(USUAL).get("Deployment demo-streamproc-" + role));
      assertEquals(2, one.getSpec().getReplicas(), role);
      assertEquals(
          List.of("kubernetes.io/hostname", "topology.kubernetes.io/zone"),
          one.getSpec().getTemplate().getSpec().getTopologySpreadConstraints().stream()
              .map(spread -> spread.getTopologyKey())
              .toList());
      String budget = Chart.render(USUAL).get("PodDisruptionBudget demo-streamproc-" + role);
      assertTrue(budget.contains("unhealthyPodEvictionPolicy: AlwaysAllow"), budget);
      String old = Chart.render("old-cluster").get("PodDisruptionBudget demo-streamproc-" + role);
      assertFalse(old.contains("unhealthyPodEvictionPolicy"), old);
    }
  }

  @Test
  @DisplayName("pulls every image from the given registry, with the given digest and secrets")
  void images() throws IOException {
    String digest = "sha256:" + "0123456789abcdef".repeat(4);
    Map<String, Object> values = new HashMap<>();
    values.put("global.imageRegistry", "registry.example.org/mirror");
    values.put("image.pullSecrets[0]", "login");
    for (String image : List.of("image", "kafka.image", "timescale.image", "influx.image")) {
      values.put(image + ".digest", digest);
    }
    int pods = 0;
    for (String document : Chart.render(values).values()) {
      var pod = KubernetesModel.pod(KubernetesModel.read(document));
      if (pod.isPresent()) {
        pods++;
        PodSpec spec = pod.get().getSpec();
        assertEquals("login", spec.getImagePullSecrets().get(0).getName(), document);
        String image = spec.getContainers().get(0).getImage();
        assertTrue(image.startsWith("registry.example.org/mirror/"), image);
        assertTrue(image.endsWith("@" + digest), image);
      }
    }
    assertEquals(13, pods);
  }
}
