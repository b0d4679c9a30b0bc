package io.streamproc.k8s;

import com.marcnuri.helm.DryRun;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.TemplateCommand;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;

/**
 * Renders of the chart, as a release {@code demo} in the namespace {@code shop}. A render takes a
 * tenth of a second, so equal ones are made once and shared by all test classes of a JVM.
 */
final class Chart {
  static final Path FOLDER = Path.of("../streamproc").toAbsolutePath().normalize();
  private static final Path VALUES = Path.of("src/test/resources/values");

  /** First line of a values file for another version than {@link #NEW_VERSION}. */
  private static final Pattern FOR_VERSION = Pattern.compile("^# Kubernetes (\\S+)");

  private static final String NEW_VERSION = "v1.34.0";

  private static final Map<Object, Map<String, String>> RENDERS = new HashMap<>();
  private static final Map<Map<String, String>, List<HasMetadata>> RESOURCES =
      new IdentityHashMap<>();
  private static final Map<String, String> NOTES = new HashMap<>();

  private static StandInApi api;

  private Chart() {}

  /**
   * The API server of the renders. The first call starts it and copies the chart: template
   * rendering omits hooks, such as the pod of {@code helm test}, so the copy has none.
   */
  static StandInApi api() {
    if (api == null) {
      try {
        api = StandInApi.start();
        copyWithoutHooks();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return api;
  }

  /** Beside the file that names the stand-in for an API server: each fork of the tests has both. */
  private static Path copy() {
    Path config = Path.of(System.getenv("KUBECONFIG"));
    return config.resolveSibling("chart/streamproc").toAbsolutePath();
  }

  private static void copyWithoutHooks() throws IOException {
    delete(copy());
    try (Stream<Path> files = Files.walk(FOLDER)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path copy = copy().resolve(FOLDER.relativize(file).toString());
        Files.createDirectories(copy.getParent());
        Files.copy(file, copy);
      }
    }
    Path hook = copy().resolve("templates/tests/smoke.yaml");
    String text = Files.readString(hook);
    String without = text.replaceAll("helm.sh/hook", "hook");
    if (without.equals(text)) {
      throw new IllegalStateException("no hook in " + hook);
    }
    Files.writeString(hook, without);
  }

  /** Deletes an earlier copy, which may have templates that the chart no longer has. */
  private static void delete(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  /** Names of the values files. */
  static List<String> cases() {
    try (Stream<Path> files = Files.list(VALUES)) {
      return files
          .map(file -> file.getFileName().toString().replace(".yaml", ""))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The objects that Helm would send for one of the values files, by kind and name. */
  static Map<String, String> render(String name) {
    Path file = values(name);
    return shared(file, () -> render(version(file), command -> command.withValuesFile(file)));
  }

  /** The objects of one of the values files, as the API's types. */
  static List<HasMetadata> resources(String name) {
    return RESOURCES.computeIfAbsent(
        render(name), objects -> objects.values().stream().map(KubernetesModel::read).toList());
  }

  /** The objects for further values of a user. */
  static Map<String, String> render(Path file) {
    return render(NEW_VERSION, command -> command.withValuesFile(file.toAbsolutePath()));
  }

  static Map<String, String> render(Map<String, Object> values) {
    return shared(Map.copyOf(values), () -> renderAgain(values));
  }

  /** A new render, for tests that depend on random values or on the objects of the cluster. */
  static Map<String, String> renderAgain(Map<String, Object> values) {
    return render(
        NEW_VERSION,
        command -> {
          values.forEach(command::set);
          return command;
        });
  }

  /** Does not keep failures. */
  private static Map<String, String> shared(Object key, Supplier<Map<String, String>> render) {
    Map<String, String> known = RENDERS.get(key);
    if (known == null) {
      known = Collections.unmodifiableMap(render.get());
      RENDERS.put(key, known);
    }
    return known;
  }

  private static Map<String, String> render(String version, UnaryOperator<TemplateCommand> values) {
    api();
    TemplateCommand command =
        new Helm(copy())
            .template()
            .withName("demo")
            .withNamespace("shop")
            .withKubeVersion(version)
            .set("passwords.random", true);
    Map<String, String> documents = new LinkedHashMap<>();
    Arrays.stream(values.apply(command).call().split("(?m)^---$"))
        .map(text -> text.replaceAll("(?m)^# Source: .*\n", "").strip() + "\n")
        .filter(text -> !text.isBlank())
        .forEach(text -> put(documents, text));
    return documents;
  }

  private static void put(Map<String, String> documents, String text) {
    Map<String, Object> document = parse(text);
    Map<?, ?> metadata = (Map<?, ?>) document.get("metadata");
    String key = document.get("kind") + " " + metadata.get("name");
    if (documents.put(key, text) != null) {
      throw new IllegalStateException("twice: " + key);
    }
  }

  /** The notes after an install with one of the values files. */
  static String notes(String name) {
    return NOTES.computeIfAbsent(name, Chart::install);
  }

  private static String install(String name) {
    String output =
        new Helm(FOLDER)
            .install()
            .withName("demo")
            .withNamespace("shop")
            .withValuesFile(values(name))
            .set("passwords.random", true)
            .clientOnly()
            .dryRun()
            .withDryRunOption(DryRun.CLIENT)
            .call()
            .getOutput();
    return output.split("(?m)^NOTES:\n", 2)[1].strip() + "\n";
  }

  private static Path values(String name) {
    return VALUES.resolve(name + ".yaml").toAbsolutePath();
  }

  private static String version(Path file) {
    try {
      Matcher matcher = FOR_VERSION.matcher(Files.readString(file));
      return matcher.find() ? matcher.group(1) : NEW_VERSION;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Rejects duplicate keys, because YAML parsers differ in which value they use. */
  static Map<String, Object> parse(String text) {
    LoaderOptions options = new LoaderOptions();
    options.setAllowDuplicateKeys(false);
    return new Yaml(options).load(text);
  }
}
