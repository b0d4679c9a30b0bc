package io.streamproc.k8s;

import static java.lang.Boolean.FALSE;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The chart")
class ChartTest {
  private static final Path GOLDEN = Path.of("src/test/resources/golden");
  private static final String USUAL = "default";

  @Test
  @DisplayName("has no lint errors")
  void lint() {
    LintResult result = new Helm(Chart.FOLDER).lint().strict().call();
    assertFalse(result.isFailed(), result.getMessages().toString());
  }

  @Test
  @DisplayName("is a package with icon, maintainers, and a README that lists all values")
  void packaged() throws IOException {
    Map<String, Object> chart = Chart.parse(Files.readString(Chart.FOLDER.resolve("Chart.yaml")));
    String icon = (String) chart.get("icon");
    String prefix = "data:image/svg+xml;base64,";
    assertTrue(icon.startsWith(prefix), icon);
    assertArrayEquals(
        Files.readAllBytes(Path.of("../../webroot/icon.svg")),
        Base64.getDecoder().decode(icon.substring(prefix.length())));
    assertFalse(((List<?>) chart.get("maintainers")).isEmpty());
    String readme = Files.readString(Chart.FOLDER.resolve("README.md"));
    String values = Files.readString(Chart.FOLDER.resolve("values.yaml"));
    for (String key : Chart.parse(values).keySet()) {
      assertTrue(readme.contains("`" + key + "`"), "not in README.md: " + key);
    }
    assertTrue(values.lines().count() < 250, "values.yaml is to stay readable");
    assertFalse(Files.readString(Chart.FOLDER.resolve(".helmignore")).contains("*.md"));
  }

  @Test
  @DisplayName("has a schema that refuses unknown values at every level")
  void schema() throws IOException {
    Map<String, Object> schema =
        Chart.parse(Files.readString(Chart.FOLDER.resolve("values.schema.json")));
    Map<String, Object> values = Chart.parse(Files.readString(Chart.FOLDER.resolve("values.yaml")));
    assertClosed("values", schema, schema, values);
  }

  /** A template refuses unknown values of {@code global}, because parent charts add some. */
  private static void assertClosed(
      String path, Map<?, ?> root, Map<?, ?> schema, Map<?, ?> values) {
    Map<?, ?> known = (Map<?, ?>) schema.get("properties");
    if (known == null) {
      return; // free keys, such as labels
    }
    assertTrue(
        path.equals("values.global") || FALSE.equals(schema.get("additionalProperties")), path);
    assertTrue(known.keySet().containsAll(values.keySet()), path);
    values.forEach(
        (key, value) -> {
          Map<?, ?> part = (Map<?, ?>) known.get(key);
          if (part.get("$ref") instanceof String reference) {
            String name = reference.substring(reference.lastIndexOf('/') + 1);
            part = (Map<?, ?>) ((Map<?, ?>) root.get("definitions")).get(name);
          }
          if (value instanceof Map<?, ?> inner) {
            assertClosed(path + "." + key, root, part, inner);
          }
        });
  }

  /** -Dgolden.update=true rewrites them: review the difference before the commit. */
  @ParameterizedTest
  @DisplayName("renders the reviewed golden file; for other cases, the difference from the default")
  @MethodSource("io.streamproc.k8s.Chart#cases")
  void golden(String name) throws IOException {
    Map<String, String> usual = name.equals(USUAL) ? Map.of() : Chart.render(USUAL);
    Map<String, String> these = Chart.render(name);
    StringBuilder text = new StringBuilder();
    usual.keySet().stream()
        .filter(key -> !these.containsKey(key))
        .forEach(key -> text.append("=== without ").append(key).append('\n'));
    these.forEach(
        (key, document) -> {
          if (!usual.containsKey(key)) {
            text.append("---\n").append(masked(document));
          } else if (!masked(document).equals(masked(usual.get(key)))) {
            text.append("=== ").append(key).append('\n');
            text.append(LineDiff.of(masked(usual.get(key)), masked(document)));
          }
        });
    assertGolden(name + (name.equals(USUAL) ? ".yaml" : ".diff"), text.toString());
  }

  @ParameterizedTest
  @DisplayName("prints the next steps")
  @ValueSource(strings = {USUAL, "ingress", "disabled-role"})
  void notes(String name) throws IOException {
    assertGolden(name + ".txt", Chart.notes(name));
  }

  private static void assertGolden(String fileName, String actual) throws IOException {
    Path file = GOLDEN.resolve(fileName);
    if (Boolean.getBoolean("golden.update")) {
      Files.writeString(file, actual);
    }
    assertEquals(Files.readString(file), actual);
  }

  /** Without random values, values that are derived from the rest, and whole files of the chart. */
  private static String masked(String document) {
    return document
        .replaceAll("(?s)(streamproc\\.json: \\|\n).*", "$1    (files/dashboard.json)\n")
        .replaceAll("(?s)(kind: PrometheusRule.*?\nspec:\n).*", "$1  (files/alerts.yaml)\n")
        .replaceAll("(checksum/\\w+: )\\w+", "$1(a checksum)")
        .replaceAll("((?:password|token): )\"[\\w=]+\"", "$1(random)");
  }

  @ParameterizedTest
  @DisplayName("has no field and no kind that the Kubernetes API does not know")
  @MethodSource("io.streamproc.k8s.Chart#cases")
  void strict(String name) {
    for (HasMetadata resource : Chart.resources(name)) {
      assertNotNull(resource.getMetadata().getName());
      assertEquals("demo", resource.getMetadata().getLabels().get("app.kubernetes.io/instance"));
    }
  }

  @Test
  @DisplayName("is parsed strictly, so that a typo in a field fails")
  void strictness() {
    String service = Chart.render(USUAL).get("Service demo-streamproc-members");
    KubernetesModel.read(service);
    String typo = service.replace("publishNotReadyAddresses", "publishNotReadyAdresses");
    assertThrows(IllegalArgumentException.class, () -> KubernetesModel.read(typo));
  }

  @Test
  @DisplayName("takes the values of the development loops")
  void development() {
    String ingress = Chart.render(Path.of("../dev/ingress.yaml")).get("Ingress demo-streamproc");
    assertTrue(ingress.contains("ingressClassName: traefik"), ingress);
    Map<String, String> watched =
        Chart.render(
            Map.of(
                "dev.watch.folder",
                "/x/target/dev/own",
                "dev.watch.loop",
                "here/1/2",
                "dev.disabled.web-ui",
                "there/3/4"));
    String role = watched.get("Deployment demo-streamproc-event-api");
    KubernetesModel.read(role);
    assertTrue(role.contains("path: \"/x/target/dev/own\""), role);
    String loops =
        ((ConfigMap) KubernetesModel.read(watched.get("ConfigMap demo-streamproc-dev")))
            .getData()
            .get("state");
    assertEquals("disabled web-ui there/3/4\nwatch /x/target/dev/own here/1/2\n", loops);
    assertTrue(
        watched.get("Deployment demo-streamproc-web-ui").contains("STREAMPROC_RUN_DISABLED"));
    assertTrue(role.contains("mountPath: /opt/streamproc/lib/own"), role);
  }
}
