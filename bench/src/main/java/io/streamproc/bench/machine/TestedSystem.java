package io.streamproc.bench.machine;

import io.streamproc.bench.chaos.ManagedProcess;
import io.streamproc.bench.chaos.Reckoning;
import io.streamproc.bench.chaos.RetryingClient;
import java.io.IOException;
import java.util.List;

/** A running system whose machine has faults. */
interface TestedSystem extends AutoCloseable {
  /** Returns the base URL of event-api. */
  String api();

  /** Returns the base URL of a process's public HTTP server, or null if it has none. */
  String url(String process);

  /** Returns every process, servers first. */
  List<ManagedProcess> processes();

  /**
   * Waits until all is ready, and until events posted then can be read from both series.
   *
   * @param deadline {@link System#nanoTime()} at which to give up
   * @throws IllegalStateException that names the part that is not healthy by then
   */
  void awaitHealthy(long deadline) throws IOException, InterruptedException;

  /** Compares the ledgers of a client that has stopped and of the system. */
  Reckoning reckon(RetryingClient client) throws IOException, InterruptedException;

  @Override
  void close() throws IOException;

  /** Returns the process with that name. */
  default ManagedProcess process(String name) {
    return processes().stream().filter(p -> p.name().equals(name)).findFirst().orElseThrow();
  }
}
