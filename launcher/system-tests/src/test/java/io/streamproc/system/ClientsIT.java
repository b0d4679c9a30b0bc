package io.streamproc.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.streamproc.testkit.Eventually;
import io.streamproc.testkit.Skipped;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The example client")
@Timeout(180)
class ClientsIT {
  private static final Path CLIENTS = Path.of("../../examples/clients");
  private static final Path DOCUMENT = Path.of("../../docs/api.md");
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir private static Path data;
  private static Pipeline pipeline;
  private static String webUi;

  @BeforeAll
  static void start() throws Exception {
    pipeline = new Pipeline(data);
    for (String role : List.of("event-api", "consumer-high", "consumer-low", "aggregator")) {
      pipeline.deploy(role);
    }
    webUi = pipeline.deploy("web-ui");
  }

  @AfterAll
  static void stop() throws Exception {
    pipeline.close();
  }

  /** A running client and its output. */
  private record Client(Process process, Queue<String> lines) implements AutoCloseable {
    private static Client start(String... command) throws IOException {
      List<String> words = new ArrayList<>(List.of(command));
      words.addAll(List.of(pipeline.api(), pipeline.page()));
      Process process =
          new ProcessBuilder(words).directory(CLIENTS.toFile()).redirectErrorStream(true).start();
      Queue<String> lines = new ConcurrentLinkedQueue<>();
      Thread reader =
          new Thread(() -> read(process.inputReader(StandardCharsets.UTF_8), lines), command[1]);
      reader.setDaemon(true);
      reader.start();
      return new Client(process, lines);
    }

    private String text() {
      return String.join("\n", lines);
    }

    @Override
    public void close() {
      process.descendants().forEach(ProcessHandle::destroy);
      process.destroy();
      process.onExit().join();
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "sh client.sh, 8.5",
    "python3 client.py, 8.625",
    "node client.mjs, 8.75",
    "java Client.java, 8.875",
  })
  @DisplayName("posts an event, reads the series, and follows them")
  void follows(String command, String amount) throws Exception {
    try (Client client = running(command)) {
      post(amount);
      Eventually.get(PATIENCE, client::text, all -> all.contains(amount));
      assertTrue(client.process.isAlive());
    }
  }

  @Test
  @DisplayName("follows the series when web-ui is restarted")
  void resumes() throws Exception {
    try (Client client = running("python3 client.py")) {
      pipeline.undeploy(webUi);
      post("9.125");
      webUi = pipeline.deploy("web-ui");
      Eventually.get(PATIENCE, client::text, all -> all.contains("9.125"));
    }
  }

  private static Client running(String command) throws Exception {
    String[] words = command.split(" ");
    String tool = words[0].equals("sh") ? "curl" : words[0];
    Skipped.unless(isInstalled(tool), "the client " + words[1], tool + " is not installed");
    Client client = Client.start(words);
    try {
      Eventually.get(PATIENCE, client::text, all -> all.contains("buckets"));
      assertTrue(client.text().matches("(?s).*accepted.{1,4}1.*high.*"), client.text());
    } catch (Throwable e) {
      client.close();
      throw e;
    }
    return client;
  }

  private static void post(String amount) throws Exception {
    String event = "{\"amount\":" + amount + "}";
    assertEquals(202, pipeline.post(pipeline.api() + "/events", event).statusCode());
  }

  /** Reads until the process ends. */
  private static void read(BufferedReader out, Queue<String> lines) {
    try {
      out.lines().forEach(lines::add);
    } catch (UncheckedIOException e) {
      lines.add("closed");
    }
  }

  private static boolean isInstalled(String tool) {
    return Arrays.stream(System.getenv("PATH").split(":"))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, tool)));
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"client.sh", "client.py", "client.mjs", "Client.java"})
  @DisplayName("has at most 30 lines, and is shown in the documentation")
  void shown(String name) throws IOException {
    String client = Files.readString(CLIENTS.resolve(name));
    assertTrue(client.lines().count() <= 30, name);
    assertTrue(Files.readString(DOCUMENT).contains(client), name + " in " + DOCUMENT);
  }
}
