package io.streamproc.k8s;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The chart")
class ChartTest {
  private static final Path GOLDEN = Path.of("src/test/resources/golden");
  private static final String USUAL = "default";
  private static final long NODE_STOPS_WITHIN = 20;
  private static final Map<String, Map<String, String>> RENDERS = new HashMap<>();

  private static StandInApi api;

  @BeforeAll
  static void prepare() throws IOException {
    api = StandInApi.start();
    Chart.prepare();
  }

  static List<String> cases() {
    return Chart.cases();
  }

  private static Map<String, String> render(String name) {
    return RENDERS.computeIfAbsent(name, Chart::render);
  }

  private static List<HasMetadata> resources(String name) {
    return render(name).values().stream().map(KubernetesModel::read).toList();
  }

  @Test
  @DisplayName("is free of what lint finds")
  void lint() {
    LintResult result = new Helm(Chart.FOLDER).lint().strict().call();
    assertFalse(result.isFailed(), result.getMessages().toString());
  }

  /** -Dgolden.update=true writes them anew: look at the difference before it is committed. */
  @ParameterizedTest
  @DisplayName("renders what was looked at; of every other case, what differs from the usual one")
  @MethodSource("cases")
  void golden(String name) throws IOException {
    Map<String, String> usual = name.equals(USUAL) ? Map.of() : render(USUAL);
    Map<String, String> these = render(name);
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
  @DisplayName("tells what to do next")
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

  /** Without what is random, or follows from the rest. */
  private static String masked(String document) {
    return document
        .replaceAll("(checksum/\\w+: )\\w+", "$1(a checksum)")
        .replaceAll("((?:password|token): )\"[\\w=]+\"", "$1(random)");
  }

  @ParameterizedTest
  @DisplayName("lets the roles be asked by every name that it gives them")
  @MethodSource("cases")
  void hosts(String name) {
    String settings = render(name).get("ConfigMap demo-streamproc-settings");
    List<String> hosts =
        List.of(
            ((ConfigMap) KubernetesModel.read(settings))
                .getData()
                .get("STREAMPROC_HTTP_HOSTS")
                .split(","));
    for (HasMetadata resource : resources(name)) {
      String service = resource.getMetadata().getName();
      if (resource instanceof Service && service.matches(".*-(event-api|aggregator|web-ui)")) {
        assertTrue(hosts.contains(service), hosts::toString);
        assertEquals(3, hosts.stream().filter(host -> host.startsWith(service + ".")).count());
      }
      if (resource instanceof Ingress ingress) {
        assertTrue(hosts.contains(ingress.getSpec().getRules().get(0).getHost()));
      }
    }
  }

  @ParameterizedTest
  @DisplayName("has no field and no kind that the Kubernetes API does not know")
  @MethodSource("cases")
  void strict(String name) {
    for (HasMetadata resource : resources(name)) {
      assertNotNull(resource.getMetadata().getName());
      assertEquals("demo", resource.getMetadata().getLabels().get("app.kubernetes.io/instance"));
    }
  }

  @Test
  @DisplayName("is parsed so strictly that a typo in a field fails")
  void strictness() {
    String service = render(USUAL).get("Service demo-streamproc-members");
    KubernetesModel.read(service);
    String typo = service.replace("publishNotReadyAddresses", "publishNotReadyAdresses");
    assertThrows(IllegalArgumentException.class, () -> KubernetesModel.read(typo));
  }

  @ParameterizedTest
  @DisplayName("runs every container at the restricted level, with bounds and a pinned image")
  @MethodSource("cases")
  void security(String name) {
    for (HasMetadata resource : resources(name)) {
      KubernetesModel.pod(resource).ifPresent(pod -> assertRestricted(resource, pod));
    }
  }

  private static void assertRestricted(HasMetadata resource, PodTemplateSpec template) {
    String what = resource.getKind() + " " + resource.getMetadata().getName();
    PodSpec pod = template.getSpec();
    assertAll(
        what,
        () -> assertTrue(pod.getSecurityContext().getRunAsNonRoot()),
        () -> assertTrue(pod.getSecurityContext().getRunAsUser() > 0),
        () -> assertTrue(pod.getSecurityContext().getFsGroup() > 0),
        () ->
            assertEquals("RuntimeDefault", pod.getSecurityContext().getSeccompProfile().getType()),
        () -> assertFalse(pod.getEnableServiceLinks(), "its variables look like settings"),
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
  @DisplayName("never has a password or a token in plain text")
  @MethodSource("cases")
  void secrets(String name) {
    for (HasMetadata resource : resources(name)) {
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
  @DisplayName(
      "gives a role more time to stop than it takes, replaces its pods one at a time, and selects"
          + " what it labels")
  @MethodSource("cases")
  void deployments(String name) {
    for (HasMetadata resource : resources(name)) {
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

  @Test
  @DisplayName("gives each role the credentials that it needs, and no others")
  void leastPrivilege() {
    Map<String, List<String>> secrets = new LinkedHashMap<>();
    for (HasMetadata resource : resources(USUAL)) {
      if (resource instanceof Deployment deployment) {
        Container container = deployment.getSpec().getTemplate().getSpec().getContainers().get(0);
        secrets.put(
            container.getName(),
            container.getEnv().stream().map(EnvVar::getName).filter(ChartTest::isSecret).toList());
      }
    }
    String timescale = "STREAMPROC_TIMESCALE_PASSWORD";
    String influx = "STREAMPROC_INFLUX_TOKEN";
    assertEquals(List.of(), secrets.get("event-producer"));
    assertEquals(List.of(), secrets.get("event-api"));
    assertEquals(List.of(), secrets.get("web-ui"));
    assertEquals(List.of(timescale), secrets.get("consumer-high"));
    assertEquals(List.of(influx), secrets.get("consumer-low"));
    assertEquals(List.of(timescale, influx), secrets.get("aggregator"));
  }

  @Test
  @DisplayName("makes passwords once: an upgrade keeps those that are there, and adds what is not")
  void keptSecrets() {
    String name = "demo-streamproc-timescale";
    Map<String, String> first = data(name);
    assertEquals(Set.of("password", "reader-password", "superuser-password"), first.keySet());
    assertNotEquals(first, data(name), "random");
    api.addSecret(name, Map.of("password", "kept"));
    try {
      assertEquals(StandInApi.base64("kept"), data(name).get("password"));
      assertTrue(data(name).get("superuser-password").length() > 30);
    } finally {
      api.clear();
    }
  }

  private static Map<String, String> data(String secret) {
    return ((Secret) KubernetesModel.read(Chart.render(Map.of()).get("Secret " + secret)))
        .getData();
  }

  @Test
  @DisplayName("lets the members of the bus find each other before they are ready")
  void members() {
    HasMetadata members =
        KubernetesModel.read(render(USUAL).get("Service demo-streamproc-members"));
    assertTrue(members instanceof Service);
    assertTrue(((Service) members).getSpec().getPublishNotReadyAddresses());
    assertEquals("None", ((Service) members).getSpec().getClusterIP());
  }

  @Test
  @DisplayName("asks for permissions and mounts a token only where members ask the API")
  void permissions() {
    assertFalse(render(USUAL).keySet().stream().anyMatch(key -> key.startsWith("Role")));
    assertEquals(Map.of(), tokens(USUAL));
    assertTrue(render("api-discovery").containsKey("Role demo-streamproc"));
    assertEquals(
        List.of("aggregator", "consumer-high", "consumer-low", "event-api", "web-ui"),
        tokens("api-discovery").keySet().stream().sorted().toList());
  }

  private static Map<String, Boolean> tokens(String name) {
    return resources(name).stream()
        .flatMap(resource -> KubernetesModel.pod(resource).stream())
        .filter(pod -> pod.getSpec().getAutomountServiceAccountToken())
        .collect(
            Collectors.toMap(pod -> pod.getSpec().getContainers().get(0).getName(), pod -> true));
  }

  @ParameterizedTest
  @DisplayName("refuses values that it does not know, or that can't be, and says which")
  @CsvSource(
      delimiter = '|',
      value = {
        "kafak.enabled | true | kafak",
        "roles.consumer-hihg.replicas | 2 | consumer-hihg",
        "roles.event-api.replica | 2 | replica",
        "roles.event-api.replicas | two | replicas",
        "cluster.discovery | multicast | discovery",
        "defaults.stopSeconds | 10 | stopSeconds",
        "settings.kafka | 1 | invalid propertyName 'kafka'",
        "settings.kafak\\.topic | x | settings: kafak.topic: nothing here has such a setting",
        "roles.event-api.settings.tally\\.limit | 1 | roles.event-api.settings: tally.limit: nothing here has such a setting",
        "roles.Tally.uses[0] | kafka | Tally",
        "roles.toolbox.uses[0] | kafka | toolbox",
        "roles.tally.uses[0] | kafak | roles.tally.uses: kafak is neither a server nor a role",
        "roles.tally.uses[0] | consumer-low | roles.tally.uses: consumer-low has no port",
        "ingress.hosts | x | hosts",
        "image.pullPolicy | Sometimes | pullPolicy",
        "timescale.outside.sslmode | maybe | sslmode",
        "influx.outside.url | influx:8086 | url",
        "kafka.persistence.size | big | size",
        "image.digest | latest | digest",
        "passwords.seed | short | seed",
        "global.imageRegistri | x | global.imageRegistri: unknown",
      })
  void refused(String key, String value, String named) {
    Exception e = assertThrows(Exception.class, () -> Chart.render(Map.of(key, value)));
    assertTrue(e.getMessage().contains(named), e.getMessage());
  }

  @ParameterizedTest
  @DisplayName("refuses what would start and then not work")
  @CsvSource(
      delimiter = '|',
      value = {
        "kafka.enabled | false | kafka.outside.bootstrapServers",
        "timescale.enabled | false | timescale.outside.host",
        "influx.enabled | false | influx.outside.url",
        "settings.timescale\\.password | hunter2 | settings: timescale.password is a secret",
        "roles.event-api.settings.influx\\.token | x | roles.event-api.settings: influx.token is a secret",
      })
  void incomplete(String key, String value, String message) {
    Object typed = value.equals("false") ? Boolean.FALSE : value;
    Exception e = assertThrows(Exception.class, () -> Chart.render(Map.of(key, typed)));
    assertTrue(e.getMessage().contains(message), e.getMessage());
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

  @Test
  @DisplayName("deploys a role that it has never heard of, with what its values say it needs")
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
    assertTrue(sampler.contains("STREAMPROC_INFLUX_TOKEN"), sampler);
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
  @DisplayName("deploys the role of docs/new-role.md with the entry that the guide shows")
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

  @Test
  @DisplayName("refuses to check TimescaleDB's certificate without anything to hold it against")
  void noIssuer() {
    Map<String, Object> outside =
        Map.of("timescale.enabled", false, "timescale.outside.host", "timescale.db");
    Exception e = assertThrows(Exception.class, () -> Chart.render(outside));
    assertTrue(e.getMessage().contains("timescale.outside.caSecret"), e.getMessage());
    Map<String, Object> mounted = new HashMap<>(outside);
    mounted.put("settings.timescale\\.ca-file", "/etc/issuer.crt");
    assertFalse(Chart.render(mounted).isEmpty());
  }

  @Test
  @DisplayName("makes an environment variable of a setting, large numbers as they were written")
  void settings() {
    HasMetadata map =
        KubernetesModel.read(render("scaled").get("ConfigMap demo-streamproc-settings"));
    Map<String, String> data = ((ConfigMap) map).getData();
    assertEquals("12", data.get("STREAMPROC_KAFKA_PARTITIONS"));
    assertEquals("268435456", data.get("STREAMPROC_EVENT_API_MAX_IN_FLIGHT"));
    assertEquals("5.5", data.get("STREAMPROC_CONSUMER_THRESHOLD"));
    assertEquals("true", data.get("STREAMPROC_INFLUX_GZIP"));
  }

  @Test
  @DisplayName(
      "refuses to make passwords where those that are there can't be seen, unless they follow from"
          + " a seed")
  void passwords() {
    Map<String, Object> usual = Map.of("passwords.random", false);
    Exception e = assertThrows(Exception.class, () -> Chart.render(usual));
    assertTrue(e.getMessage().contains("give passwords.seed"), e.getMessage());
    Map<String, Object> seed =
        Map.of("passwords.random", false, "passwords.seed", "correct horse battery");
    List<Secret> first = secrets(Chart.render(seed));
    assertEquals(2, first.size());
    assertEquals(first, secrets(Chart.render(seed)));
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
  @DisplayName("refuses another size of a volume that is there, and says how to get it")
  void claims() {
    api.addSet("demo-streamproc-kafka", "10Gi");
    try {
      assertFalse(Chart.render(Map.of()).isEmpty());
      Exception e =
          assertThrows(
              Exception.class, () -> Chart.render(Map.of("kafka.persistence.size", "20Gi")));
      assertTrue(
          e.getMessage()
              .contains("kubectl -n shop delete sts demo-streamproc-kafka --cascade=orphan"),
          e.getMessage());
      assertFalse(
          Chart.render(
                  Map.of(
                      "kafka.persistence.size", "20Gi", "kafka.persistence.existingClaim", "mine"))
              .isEmpty());
    } finally {
      api.clear();
    }
  }

  @ParameterizedTest
  @DisplayName("generates no events as soon as a server is outside, unless asked for")
  @CsvSource({
    "default, true",
    "outside, false",
    "outside-plain, false",
    "outside-influx-user, false",
  })
  void generator(String name, boolean enabled) {
    assertEquals(enabled, render(name).containsKey("Deployment demo-streamproc-event-producer"));
  }

  @Test
  @DisplayName("generates events into a server outside if that is asked for")
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
  @DisplayName("restarts only those whose settings have changed")
  @CsvSource(
      delimiter = '|',
      value = {
        "settings.event-api\\.max-body | 16777216 | event-api",
        "settings.aggregator\\.tick | 2s | aggregator",
        "settings.web-ui\\.origins | https://a.example | web-ui",
        "settings.consumer\\.threshold | 7 | consumer-high consumer-low",
        "settings.influx\\.gzip | true | aggregator consumer-low",
        "settings.timescale\\.schema | other | aggregator consumer-high",
        "settings.kafka\\.partitions | 12 | consumer-high consumer-low event-api",
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

  /** What makes a deployment replace its pods, by component. */
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

  /** Parts of a JVM's memory that no option bounds: collector, symbols, malloc's own. */
  private static final long UNBOUND = 32L << 20;

  private static final int ROLE_THREADS = 80;
  private static final int KAFKA_THREADS = 120;

  @ParameterizedTest
  @DisplayName("leaves room below the memory limit for all that a JVM may take beside its heap")
  @MethodSource("cases")
  void memory(String name) {
    int seen = 0;
    for (HasMetadata resource : resources(name)) {
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
  @DisplayName(
      "runs two of what requests and browsers come to, each on another node if there is one")
  void replicas() {
    for (String role : List.of("event-api", "aggregator", "web-ui")) {
      Deployment one =
          (Deployment)
              KubernetesModel.read(render(USUAL).get("Deployment demo-streamproc-" + role));
      assertEquals(2, one.getSpec().getReplicas(), role);
      assertEquals(
          List.of("kubernetes.io/hostname", "topology.kubernetes.io/zone"),
          one.getSpec().getTemplate().getSpec().getTopologySpreadConstraints().stream()
              .map(spread -> spread.getTopologyKey())
              .toList());
      String budget = render(USUAL).get("PodDisruptionBudget demo-streamproc-" + role);
      assertTrue(budget.contains("unhealthyPodEvictionPolicy: AlwaysAllow"), budget);
      String old = render("old-cluster").get("PodDisruptionBudget demo-streamproc-" + role);
      assertFalse(old.contains("unhealthyPodEvictionPolicy"), old);
    }
  }

  @Test
  @DisplayName(
      "pulls every image from the registry, with the digest and the secrets that are given")
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
    assertEquals(12, pods);
  }

  @ParameterizedTest
  @DisplayName("lets each pod out to what it uses only")
  @CsvSource({
    "event-producer, event-api",
    "event-api, kafka bus",
    "consumer-high, kafka timescale bus",
    "consumer-low, kafka influx bus",
    "aggregator, timescale influx bus",
    "web-ui, bus",
    "toolbox, kafka timescale influx",
    "kafka, ''",
  })
  void egress(String component, String targets) {
    var policy =
        (NetworkPolicy)
            KubernetesModel.read(
                render(USUAL).get("NetworkPolicy demo-streamproc-" + component + "-out"));
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
  @DisplayName("does not show POST /events to whoever reaches the ingress, unless asked to")
  void events() {
    String closed = Chart.render(Map.of("ingress.enabled", true)).get("Ingress demo-streamproc");
    assertFalse(closed.contains("event-api"), closed);
    String open =
        Chart.render(Map.of("ingress.enabled", true, "ingress.events", true))
            .get("Ingress demo-streamproc");
    assertTrue(open.contains("event-api"), open);
  }

  @Test
  @DisplayName("has what only reads log in as a user who can do no more")
  void reader() {
    for (String component :
        List.of(
            "Deployment demo-streamproc-aggregator",
            "Deployment demo-streamproc-toolbox",
            "CronJob demo-streamproc-verify")) {
      String document = render(USUAL).get(component);
      assertTrue(
          document.contains("{name: STREAMPROC_TIMESCALE_USER, value: \"streamproc_reader\"}"),
          document);
      assertTrue(document.contains("key: reader-password"), document);
    }
    String writer = render(USUAL).get("Deployment demo-streamproc-consumer-high");
    assertFalse(writer.contains("reader"), writer);
    assertFalse(
        render("extras").get("Deployment demo-streamproc-aggregator").contains("reader"),
        "a secret of one's own");
  }
}
