package io.streamproc.bench.speed.drain;

import io.streamproc.bench.measure.Closing;
import io.streamproc.bench.measure.Pause;
import io.streamproc.bench.metrics.Meters;
import io.streamproc.bench.process.RoleProcess;
import io.streamproc.testkit.FreePorts;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Consumers of one group, each in a process of its own. */
final class ConsumerGroup implements AutoCloseable {
  private static final String STORED = "streamproc_consumer_stored_total";

  private static final Duration POLL = Duration.ofMillis(20);
  private static final long TIMEOUT_NS = 60_000_000_000L;

  private final List<RoleProcess> processes = new ArrayList<>();
  private final List<Integer> ports = new ArrayList<>();

  private ConsumerGroup() {}

  /**
   * Starts them at the same time; returns when all work.
   *
   * @param count number of processes
   * @param files for their settings and logs: a path without an extension
   */
  static ConsumerGroup start(
      int count, Path files, String role, Map<String, String> settings, List<String> jvm)
      throws IOException, InterruptedException {
    ConsumerGroup group = new ConsumerGroup();
    try {
      for (int port : FreePorts.several(count)) {
        Map<String, String> own = new HashMap<>(settings);
        own.put("management.port", Integer.toString(port));
        Path ownFiles = files.resolveSibling(files.getFileName() + "-" + group.ports.size());
        group.processes.add(RoleProcess.begin(ownFiles, List.of(role), own, jvm));
        group.ports.add(port);
      }
      for (RoleProcess process : group.processes) {
        process.awaitReady();
      }
      return group;
    } catch (IOException | InterruptedException e) {
      group.close();
      throw e;
    }
  }

  /** Ids of the processes. */
  List<Long> pids() {
    return processes.stream().map(RoleProcess::pid).toList();
  }

  /**
   * Waits until each of them has stored events, so that it has a partition of its own.
   *
   * @throws IllegalStateException if one has not after a minute
   */
  void awaitAllToStore() throws IOException, InterruptedException {
    long deadline = System.nanoTime() + TIMEOUT_NS;
    for (int port : ports) {
      while (Meters.read(port).sum(STORED) == 0) {
        if (System.nanoTime() > deadline) {
          throw new IllegalStateException("one of " + ports.size() + " consumers stores nothing");
        }
        Pause.of(POLL);
      }
    }
  }

  @Override
  public void close() throws IOException {
    Closing.all(processes);
  }
}
