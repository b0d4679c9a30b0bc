package io.streamproc.bench.machine;

import io.streamproc.bench.chaos.ChaosSystem;
import io.streamproc.bench.chaos.ManagedProcess;
import io.streamproc.bench.chaos.Reckoning;
import io.streamproc.bench.chaos.RetryingClient;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Three servers and six roles, each a process. */
final class SeparateProcesses implements TestedSystem {
  static final List<String> SERVERS = List.of("kafka", "postgres", "questdb");
  static final List<String> ROLES =
      List.of(
          "event-api", "consumer-high", "consumer-low", "aggregator", "web-ui", "event-producer");

  private static final Duration START = Duration.ofSeconds(240);

  /** The product's own logging. */
  private static final List<String> JVM =
      List.of("-Xmx256m", "-Xss512k", "-Dlogback.configurationFile=logback.xml");

  private final ChaosSystem system;

  private SeparateProcesses(ChaosSystem system) {
    this.system = system;
  }

  static SeparateProcesses start(Path folder, Conditions conditions)
      throws IOException, InterruptedException {
    ChaosSystem system = new ChaosSystem(folder, ROLES, JVM, conditions);
    SeparateProcesses started = new SeparateProcesses(system);
    try {
      long deadline = System.nanoTime() + START.toNanos();
      system.startServers();
      system.startRoles(deadline);
      system.awaitHealthy(deadline);
      return started;
    } catch (IOException | RuntimeException e) {
      started.close();
      throw e;
    }
  }

  @Override
  public String api() {
    return system.api();
  }

  @Override
  public String url(String process) {
    return switch (process) {
      case "event-api" -> system.api();
      case "web-ui" -> system.pages().get(0);
      default -> null;
    };
  }

  @Override
  public List<ManagedProcess> processes() {
    return system.processes();
  }

  @Override
  public void awaitHealthy(long deadline) throws IOException, InterruptedException {
    system.awaitHealthy(deadline);
  }

  /** Stops event-producer for the comparison, and starts it again. */
  @Override
  public Reckoning reckon(RetryingClient client) throws IOException, InterruptedException {
    system.stopProducer();
    Reckoning reckoning = Reckoning.of(system.audit(), system.producerLog(), client);
    process("event-producer").start();
    return reckoning;
  }

  @Override
  public void close() throws IOException {
    system.close();
  }
}
