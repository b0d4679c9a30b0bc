package io.streamproc.k8s;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A copy of the scripts in a repository of their own, without code, and stand-ins for the tools
 * that they call: nothing on the path but those and what every system has. A stand-in notes its
 * arguments and does what a test says.
 */
final class ScriptStage implements AutoCloseable {
  private static final Path REPOSITORY = Path.of("../..").toAbsolutePath().normalize();

  /** What a script may take for granted. */
  private static final List<String> EVERYWHERE =
      List.of(
              "awk base64 basename bash cat chmod cp cut date diff dirname env find grep head ln ls mkdir mktemp mv paste ps readlink rm sed"
                  .split(" "),
              "sh sha256sum sleep sort tail touch tr uniq wc xargs".split(" "))
          .stream()
          .flatMap(Arrays::stream)
          .toList();

  final Path root;
  private final Path bin;
  private final Path calls;
  private final Path state;
  private final Map<String, String> environment = new TreeMap<>();
  private final List<ScriptRun> runs = new ArrayList<>();

  /**
   * @param folder an empty one
   */
  ScriptStage(Path folder) throws IOException {
    this(folder, "repository");
  }

  /** As above, with a name for the folder of the repository. */
  ScriptStage(Path folder, String repository) throws IOException {
    root = Files.createDirectory(folder.resolve(repository));
    bin = Files.createDirectory(folder.resolve("bin"));
    state = Files.createDirectory(folder.resolve("state"));
    calls = Files.createFile(state.resolve("calls"));
    for (String part : List.of("scripts", "k8s/k3d", "k8s/kind", "k8s/dev")) {
      copy(part);
    }
    for (String file : List.of("Chart.yaml", "values.yaml", "files/influx-logins.sh")) {
      copy("k8s/streamproc/" + file);
    }
    environment.put("PATH", bin + ":" + systemTools());
    environment.put("HOME", folder.toString());
    environment.put("STATE", state.toString());
    environment.put("TMPDIR", Files.createDirectory(folder.resolve("tmp")).toString());
    environment.put("LC_ALL", "C");
  }

  private void copy(String part) throws IOException {
    try (Stream<Path> files = Files.walk(REPOSITORY.resolve(part))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path target = root.resolve(REPOSITORY.relativize(file).toString());
        Files.createDirectories(target.getParent());
        Files.copy(file, target, StandardCopyOption.COPY_ATTRIBUTES);
      }
    }
  }

  /** Links outside of the temporary folders, whose deletion warns of such. */
  private static Path systemTools() throws IOException {
    Path folder = Files.createDirectories(Path.of("target/script-tools").toAbsolutePath());
    for (String tool : EVERYWHERE) {
      try {
        Files.createSymbolicLink(folder.resolve(tool), find(tool));
      } catch (FileAlreadyExistsException e) {
        continue; // by another process of these tests, or by an earlier run
      }
    }
    return folder;
  }

  /** Where a tool of this system is. */
  static Path find(String tool) {
    return Arrays.stream(System.getenv("PATH").split(":"))
        .map(folder -> Path.of(folder, tool))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no " + tool + " on the path"));
  }

  /** As if all had been built: scripts then don't. */
  ScriptStage built(String... folders) throws IOException {
    List<String> all =
        new ArrayList<>(List.of("verticles", "bench", "webroot", "k8s/image", "k8s/tests"));
    all.addAll(List.of(folders));
    for (String folder : all) {
      Files.createDirectories(root.resolve(folder));
    }
    file("pom.xml", "");
    Files.createDirectories(root.resolve("launcher/target/streamproc/lib"));
    file("launcher/target/streamproc/built", "");
    tool("mvn", "exit 1");
    tool(
        "java",
        """
        case "$*" in
          *properties*) echo '    java.specification.version = 17' >&2; exit ;;
        esac
        env > "$STATE/environment"
        # A file that is there has the number in it.
        echo $$ > "$STATE/java.new"
        mv "$STATE/java.new" "$STATE/java"
        [ ! -e "$STATE/java-fails" ] || exit 3
        [ ! -e "$STATE/java-waits" ] || exec sleep 600
        """);
    return this;
  }

  /** A file of the repository. */
  Path file(String name, String content) {
    return write(root.resolve(name), content);
  }

  /** What stand-ins look at in {@code $STATE}. */
  void given(String name, String content) {
    write(state.resolve(name), content);
  }

  void forget(String name) throws IOException {
    Files.deleteIfExists(state.resolve(name));
  }

  boolean has(String name) {
    return Files.exists(state.resolve(name), LinkOption.NOFOLLOW_LINKS);
  }

  String state(String name) {
    return read(state.resolve(name));
  }

  private static Path write(Path file, String content) {
    try {
      Files.createDirectories(file.getParent());
      return Files.writeString(file, content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * @param body what it does, in a shell, once its call is noted
   */
  ScriptStage tool(String name, String body) {
    Path file =
        write(
            bin.resolve(name),
            "#!/bin/bash\necho \"" + name + " $*\" >> \"$STATE/calls\"\n" + body);
    if (!file.toFile().setExecutable(true)) {
      throw new IllegalStateException("can't be made executable: " + file);
    }
    return this;
  }

  /**
   * A helm of a supported version that knows the release in {@code $STATE/release}.
   *
   * @param more cases of {@code case "$*"}, once what all scripts ask is answered
   */
  ScriptStage helm(String more) {
    return tool(
        "helm",
        """
        case "$*" in
          version*) echo v3.14.0 ;;
          list*--pending*) cat "$STATE/pending" 2> /dev/null || true ;;
          list*) cat "$STATE/release" 2> /dev/null || true ;;
          "get values"*) [ ! -e "$STATE/no-values" ] && echo 'kafka: {heap: 1g}' ;;
        """
            + more
            + "esac\n");
  }

  /**
   * A kubectl of a supported version that knows the deployments in {@code $STATE/live}.
   *
   * @param more cases, see {@link #helm}
   */
  ScriptStage kubectl(String more) {
    return tool(
        "kubectl",
        """
        case "$*" in
          version*) echo 'Client Version: v1.31.0' ;;
          *"get configmap "*"-dev "*) cat "$STATE/dev" 2> /dev/null || true ;;
          *"get deployments"*) cat "$STATE/live" 2> /dev/null || true ;;
        """
            + more
            + "esac\n");
  }

  void without(String tool) throws IOException {
    Files.delete(bin.resolve(tool));
  }

  ScriptStage set(String variable, String value) {
    environment.put(variable, value);
    return this;
  }

  String get(String variable) {
    return environment.get(variable);
  }

  /** Begins a script, in an empty folder. */
  ScriptRun start(String script, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of(root.resolve("scripts/" + script).toString()));
    command.addAll(List.of(arguments));
    return start(command);
  }

  /** Begins any command, in an empty folder. */
  ScriptRun start(List<String> command) throws IOException {
    Path output = Files.createTempFile(state, "script", ".output");
    ProcessBuilder builder = new ProcessBuilder(command).directory(state.toFile());
    builder.environment().clear();
    builder.environment().putAll(environment);
    builder.redirectErrorStream(true).redirectOutput(output.toFile());
    ScriptRun run = new ScriptRun(builder.start(), output);
    runs.add(run);
    return run;
  }

  /** Begins one that runs a role, and waits until it does. */
  ScriptRun startRole(String script, String... arguments) throws IOException {
    ScriptRun run = start(script, arguments);
    run.await("the role", () -> has("java"));
    return run;
  }

  /** Runs one to its end. */
  ScriptRun run(String script, String... arguments) throws IOException {
    ScriptRun run = start(script, arguments);
    run.exitCode();
    return run;
  }

  /** Lines that begin so: tool and arguments of each call, in their order. */
  List<String> calls(String start) {
    return read(calls).lines().filter(line -> line.startsWith(start)).toList();
  }

  boolean called(String start) {
    return !calls(start).isEmpty();
  }

  void forgetCalls() throws IOException {
    Files.writeString(calls, "", StandardOpenOption.TRUNCATE_EXISTING);
  }

  /**
   * Whether a process does, and is not only kept by the system because nobody has asked how it
   * ended.
   *
   * @throws NumberFormatException if it is no process's number
   */
  static boolean runs(String pid) {
    long number = Long.parseLong(pid.strip());
    try {
      String status = Files.readString(Path.of("/proc/" + number + "/stat"));
      return status.charAt(status.lastIndexOf(')') + 2) != 'Z';
    } catch (IOException e) {
      return false;
    }
  }

  /** Ends what is left over by a test that failed. */
  @Override
  public void close() {
    runs.stream().filter(Objects::nonNull).forEach(ScriptRun::terminate);
  }
}
