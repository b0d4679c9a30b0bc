package io.streamproc.k8s;

import com.marcnuri.helm.DryRun;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.TemplateCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;

/** Renders of the chart, as a release {@code demo} in the namespace {@code shop}. */
final class Chart {
  static final Path FOLDER = Path.of("../streamproc").toAbsolutePath().normalize();
  private static final Path VALUES = Path.of("src/test/resources/values");
  private static final Path COPY = Path.of("target/chart/streamproc").toAbsolutePath();

  /** First line of a values file that is for another version than {@link #NEW_VERSION}. */
  private static final Pattern FOR_VERSION = Pattern.compile("^# Kubernetes (\\S+)");

  private static final String NEW_VERSION = "v1.34.0";

  private Chart() {}

  /**
   * Has to be called before anything is rendered: templates leave out hooks, such as the pod of
   * {@code helm test}, so what is rendered is a copy in which there are none.
   */
  static void prepare() throws IOException {
    try (Stream<Path> files = Files.walk(FOLDER)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path copy = COPY.resolve(FOLDER.relativize(file).toString());
        Files.createDirectories(copy.getParent());
        Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
      }
    }
    Path hook = COPY.resolve("templates/tests/smoke.yaml");
    String text = Files.readString(hook);
    String without = text.replaceAll("helm.sh/hook", "hook");
    if (without.equals(text)) {
      throw new IllegalStateException("no hook in " + hook);
    }
    Files.writeString(hook, without);
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

  /** What Helm would send for one of the values files, by kind and name. */
  static Map<String, String> render(String name) {
    Path file = values(name);
    return render(version(file), command -> command.withValuesFile(file));
  }

  /** As it would be with a values file of whoever. */
  static Map<String, String> render(Path file) {
    return render(NEW_VERSION, command -> command.withValuesFile(file.toAbsolutePath()));
  }

  static Map<String, String> render(Map<String, Object> values) {
    return render(
        NEW_VERSION,
        command -> {
          values.forEach(command::set);
          return command;
        });
  }

  private static Map<String, String> render(String version, UnaryOperator<TemplateCommand> values) {
    TemplateCommand command =
        new Helm(COPY)
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

  /** What a user is told after an install with one of the values files. */
  static String notes(String name) {
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

  /** Refuses keys that are there twice, of which YAML readers take one or the other. */
  static Map<String, Object> parse(String text) {
    LoaderOptions options = new LoaderOptions();
    options.setAllowDuplicateKeys(false);
    return new Yaml(options).load(text);
  }
}
