package io.streamproc.api;

import io.streamproc.embedded.EmbeddedKafka;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A real broker in a process of its own, so that a test can freeze it. */
final class KafkaProcess implements AutoCloseable {
  private static final String STARTED = "broker started";

  private final int port = KafkaServer.freePort();
  private final Process process;

  KafkaProcess(Path dir) throws IOException {
    process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx300m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                KafkaProcess.class.getName(),
                dir.toString(),
                Integer.toString(port),
                Integer.toString(KafkaServer.freePort()))
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    awaitStart();
  }

  private void awaitStart() throws IOException {
    BufferedReader out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    StringBuilder said = new StringBuilder();
    for (String line; (line = out.readLine()) != null; said.append(line).append('\n')) {
      if (line.startsWith(STARTED)) {
        return;
      }
    }
    throw new IOException("the broker did not start:\n" + said);
  }

  String bootstrapServers() {
    return "127.0.0.1:" + port;
  }

  /** The connections stay open, and nothing answers any more. */
  void freeze() throws Exception {
    signal("-STOP");
  }

  void thaw() throws Exception {
    signal("-CONT");
  }

  private void signal(String signal) throws Exception {
    String pid = Long.toString(process.pid());
    int exit = new ProcessBuilder("kill", signal, pid).inheritIO().start().waitFor();
    if (exit != 0) {
      throw new IOException("kill " + signal + " " + pid + ": exit status " + exit);
    }
  }

  @Override
  public void close() throws IOException {
    process.destroyForcibly(); // SIGKILL, which a frozen process obeys too
    process.onExit().orTimeout(20, TimeUnit.SECONDS).join();
  }

  /** Lives until its input ends, and so not longer than the test. */
  public static void main(String[] args) throws IOException {
    try (EmbeddedKafka kafka =
        EmbeddedKafka.start(
            Path.of(args[0]), Integer.parseInt(args[1]), Integer.parseInt(args[2]))) {
      System.out.println(STARTED + " at " + kafka.bootstrapServers());
      while (System.in.read() >= 0) {
        continue;
      }
    }
    System.exit(0);
  }
}
