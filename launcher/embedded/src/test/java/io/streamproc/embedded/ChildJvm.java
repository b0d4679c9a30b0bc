package io.streamproc.embedded;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A second JVM with one embedded server in it, made to be killed the hard way. */
final class ChildJvm implements AutoCloseable {
  private static final String READY = "READY";

  private final Process process;

  private ChildJvm(Process process) {
    this.process = process;
  }

  /** Starts {@code main} with the tests' class path and waits until it says it is ready. */
  static ChildJvm start(Object... args) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx512m", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(ChildJvm.class.getName());
    Arrays.stream(args).map(String::valueOf).forEach(command::add);
    ChildJvm child = new ChildJvm(new ProcessBuilder(command).redirectErrorStream(true).start());
    child.awaitReady();
    return child;
  }

  long pid() {
    return process.pid();
  }

  /** SIGKILL: no shutdown hook runs, nothing is flushed or told good-bye. */
  void kill() throws InterruptedException {
    process.destroyForcibly();
    if (!process.waitFor(20, TimeUnit.SECONDS)) {
      throw new IllegalStateException("child " + pid() + " survived SIGKILL");
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  private void awaitReady() throws IOException {
    StringBuilder seen = new StringBuilder();
    BufferedReader out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      if (line.equals(READY)) {
        drain(out);
        return;
      }
      seen.append(line).append('\n');
    }
    throw new IllegalStateException("child JVM ended before it was ready:\n" + seen);
  }

  /** A child that logs into a full pipe would stop. */
  private static void drain(BufferedReader out) {
    Thread thread = new Thread(() -> out.lines().forEach(line -> {}), "child-output");
    thread.setDaemon(true);
    thread.start();
  }

  /** {@code SERVER DIR PORT...}: starts the server and stays until killed. */
  public static void main(String[] args) throws Exception {
    Path dir = Path.of(args[1]);
    int[] ports = Arrays.stream(args).skip(2).mapToInt(Integer::parseInt).toArray();
    switch (args[0]) {
      case "kafka" -> EmbeddedKafka.start(dir, ports[0], ports[1]);
      case "postgres" -> EmbeddedPostgresServer.start(dir, ports[0]);
      case "questdb" -> EmbeddedQuestDb.start(dir, ports[0], ports[1]);
      case "all" ->
          EmbeddedServers.start(
              dir, new EmbeddedPorts(ports[0], ports[1], ports[2], ports[3], ports[4]));
      default -> throw new IllegalArgumentException(args[0]);
    }
    System.out.println(READY);
    Thread.currentThread().join();
  }
}
