package io.streamproc.k8s;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.streamproc.k8s.DocumentedCommands.Entry;
import io.streamproc.k8s.DocumentedCommands.Kind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The build's own programs run here, as a reader of the documentation runs them. Only the ports
 * differ, because the default ones may be in use: a stand-in for java chooses free ones, and curl's
 * configuration redirects to them.
 */
@DisplayName("The commands that the documentation shows for one machine")
@Timeout(300)
class DocumentedCommandsIT {
  private static final String UP = "Ctrl-C stops it";
  private static final long UP_SECONDS = 120;
  private static final Path JDK = Path.of(System.getProperty("java.home"));

  private ScriptStage stage;
  private Path jdk;
  private final int[] ports = new int[4];

  @BeforeEach
  void prepare(@TempDir Path folder) throws IOException {
    stage = new ScriptStage(folder);
    Path built = DocumentedCommands.REPOSITORY.resolve("launcher/target/streamproc/lib");
    assertTrue(Files.isDirectory(built), "not built: " + built);
    for (String module : List.of("verticles", "bench", "webroot", "k8s/image", "k8s/tests")) {
      Files.createDirectories(stage.root.resolve(module));
    }
    stage.file("pom.xml", "");
    Path target = Files.createDirectories(stage.root.resolve("launcher/target/streamproc"));
    Files.createSymbolicLink(target.resolve("lib"), built);
    stage.file("launcher/target/streamproc/built", "");
    stage.file("FILE.csv", "timestamp,value\n2026-01-31 17:30:00,7.2\n2026-01-31 17:30:01,1.5\n");
    choosePorts(folder);
  }

  private void choosePorts(Path home) throws IOException {
    List<ServerSocket> held = new ArrayList<>();
    for (int i = 0; i < ports.length; i++) {
      ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
      held.add(socket);
      ports[i] = socket.getLocalPort();
    }
    for (ServerSocket socket : held) {
      socket.close();
    }
    String[] names = {"EVENT_API_PORT", "AGGREGATOR_PORT", "WEB_UI_PORT", "MANAGEMENT_PORT"};
    int[] usual = {9998, 9997, 8080, 9990};
    StringBuilder curl = new StringBuilder("silent\nshow-error\nmax-time = 30\n");
    for (int i = 0; i < ports.length; i++) {
      stage.set("STREAMPROC_" + names[i], String.valueOf(ports[i]));
      for (String host : List.of("127.0.0.1", "localhost")) {
        curl.append(
            String.format(
                Locale.ROOT, "connect-to = %s:%d:127.0.0.1:%d\n", host, usual[i], ports[i]));
      }
    }
    Files.writeString(home.resolve(".curlrc"), curl);
    stage.tool("streamproc", "exec '" + stage.root + "/scripts/streamproc.sh' \"$@\"\n");
    stage.set("PATH", home.resolve("bin") + ":" + System.getenv("PATH"));
    stage.set("JAVA_OPTS", System.getProperty("streamproc.test.jvm", ""));
    jdk = Files.createDirectories(home.resolve("jdk/bin")).getParent();
    Files.copy(JDK.resolve("release"), jdk.resolve("release"));
    standInForJava(
        """
        case " $* " in
          *" local "*) set -- "${@/#8081/PAGE}" --server-ports=SERVERS ;;
          *" --local"*) set -- "$@" --server-ports=SERVERS ;;
        esac
        exec 'JAVA' "$@"
        """
            .replace("JAVA", JDK.resolve("bin/java").toString())
            .replace("SERVERS", String.valueOf(serverPorts()))
            .replace("PAGE", String.valueOf(ports[2])));
    stage.set("JAVA_HOME", jdk.toString());
  }

  private void standInForJava(String body) throws IOException {
    Path java = Files.writeString(jdk.resolve("bin/java"), "#!/bin/bash\n" + body);
    assertTrue(java.toFile().setExecutable(true));
  }

  /** The first of five ports in a row that are free. */
  private static int serverPorts() {
    Random random = new Random();
    while (true) {
      int first = 20_000 + random.nextInt(8_000);
      if (IntStream.range(first, first + 5).allMatch(DocumentedCommandsIT::isFree)) {
        return first;
      }
    }
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (IOException e) {
      return false;
    }
  }

  @AfterEach
  void close() {
    stage.close();
  }

  private ScriptRun inRepository(String command) throws IOException {
    return stage.start(
        List.of(
            "bash",
            "-euc",
            "cd \"$1\" && exec bash -euc \"$2\"",
            "bash",
            stage.root.toString(),
            command));
  }

  private ScriptRun started(String command) throws IOException {
    ScriptRun run = inRepository("exec " + command);
    run.await("its roles", UP_SECONDS, () -> run.output().contains(UP));
    return run;
  }

  private static List<String> those(Kind kind) throws IOException {
    Map<String, Entry> table = DocumentedCommands.table();
    return DocumentedCommands.all().stream()
        .filter(command -> table.containsKey(command) && table.get(command).kind() == kind)
        .toList();
  }

  @Test
  @DisplayName("work: the local system starts, and it answers the other commands")
  void run() throws Exception {
    List<String> starts =
        those(Kind.LOCAL).stream().filter(one -> one.contains("run_local.sh")).toList();
    List<String> asks =
        those(Kind.LOCAL).stream().filter(one -> !one.contains("run_local.sh")).toList();
    assertFalse(starts.isEmpty());
    assertFalse(asks.isEmpty());
    for (String start : starts) {
      ScriptRun system = started(start);
      if (start.equals("./scripts/run_local.sh")) {
        for (String ask : asks) {
          assertAnswered(ask);
        }
      }
      system.terminate();
      system.await("its end", TimeUnit.MINUTES.toSeconds(1), () -> !system.alive());
      assertEquals(0, system.exitCode(), start + "\n" + system.output());
    }
  }

  /** One JVM parses all of them: each would need a second of processor time of its own. */
  @Test
  @DisplayName("have valid subcommands and options, if they need the reader's own servers")
  void parsed() throws Exception {
    Path lib = stage.root.resolve("launcher/target/streamproc/lib");
    Files.createSymbolicLink(stage.root.resolve("lib"), lib.toRealPath());
    Path calls = jdk.resolve("calls");
    standInForJava("printf '%s\\0' \"$@\" '' >> '" + calls + "'\n");
    stage.set("PATH", jdk.resolve("bin") + ":" + stage.get("PATH"));
    int expected = 0;
    for (String command : those(Kind.PARSED)) {
      if (command.startsWith("export ")) {
        inRepository(command).succeeds();
      } else {
        inRepository(command + " --help").succeeds();
        expected++;
      }
    }
    ScriptRun run =
        stage.start(
            List.of(
                JDK.resolve("bin/java").toString(),
                "-cp",
                Path.of("target/test-classes").toAbsolutePath() + ":" + lib + "/*",
                ParsedCommands.class.getName(),
                calls.toString()));
    run.await("its end", UP_SECONDS, () -> !run.alive());
    assertEquals(0, run.exitCode(), run.output());
    assertTrue(run.output().contains(expected + " commands"), run.output());
  }

  private void assertAnswered(String command) throws IOException {
    String strict =
        command.startsWith("curl ") ? command.replace("curl ", "curl --fail-with-body ") : command;
    ScriptRun run = inRepository(strict);
    run.await("its end", UP_SECONDS, () -> !run.alive());
    int expected = expected(command);
    assertEquals(expected, run.exitCode(), command + "\n" + run.output());
    assertFalse(run.output().contains("\tat "), command + "\n" + run.output());
  }

  /** curl: 22 is an answer of 400 and above. */
  private static int expected(String command) {
    if (command.contains("\"amount\": 9.9")) {
      return 22;
    }
    if (command.contains("events-3@1207")) { // a new system has no such dead letter
      return command.contains("dead show") ? 1 : 3;
    }
    return 0;
  }
}
