package io.streamproc.bench.speed.fanout;

import io.streamproc.bench.measure.Closing;
import io.streamproc.bench.measure.ProcessUsage;
import io.streamproc.bench.metrics.Meters;
import io.streamproc.bench.process.JvmOptions;
import io.streamproc.bench.process.RoleProcess;
import io.streamproc.testkit.FreePorts;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Processes of web-ui in a cluster with one other member, the publisher. */
final class WebUis implements AutoCloseable {
  private static final String SLOW = "streamproc_web_ui_sockets_slow";

  private final List<RoleProcess> processes = new ArrayList<>();
  private final int[] pages;
  private final int[] management;
  private final int[] cluster; // the last one is the publisher's
  private final String clusterName = "fan-out-" + UUID.randomUUID();

  private WebUis(int count) {
    int[] ports = FreePorts.several(3 * count + 1);
    pages = IntStream.range(0, count).map(i -> ports[i]).toArray();
    management = IntStream.range(0, count).map(i -> ports[count + i]).toArray();
    cluster = IntStream.rangeClosed(0, count).map(i -> ports[2 * count + i]).toArray();
  }

  /**
   * Starts them; returns when all work.
   *
   * @param clients as many as connect to each of them at most
   */
  static WebUis start(int count, int clients, Path files) throws IOException, InterruptedException {
    WebUis started = new WebUis(count);
    try {
      for (int i = 0; i < count; i++) {
        Path own = files.resolveSibling(files.getFileName() + "-" + i);
        Map<String, String> settings = started.settings(i, clients);
        started.processes.add(
            RoleProcess.begin(own, List.of("web-ui"), settings, JvmOptions.SHIPPED));
      }
      for (RoleProcess process : started.processes) {
        process.awaitReady();
      }
      return started;
    } catch (IOException | InterruptedException e) {
      started.close();
      throw e;
    }
  }

  private Map<String, String> settings(int number, int clients) {
    Map<String, String> all = new HashMap<>(member(number));
    String most = Integer.toString(clients * 2);
    all.put("web-ui.port", Integer.toString(pages[number]));
    all.put("management.port", Integer.toString(management[number]));
    all.put("web-ui.max-sockets", most);
    all.put("http.max-connections", most);
    all.put("http.max-connections-per-address", "0");
    return all;
  }

  private Map<String, String> member(int number) {
    String members =
        IntStream.of(cluster)
            .mapToObj(port -> "127.0.0.1:" + port)
            .collect(Collectors.joining(","));
    return Map.of(
        "cluster.enabled",
        "true",
        "cluster.name",
        clusterName,
        "cluster.port",
        Integer.toString(cluster[number]),
        "cluster.ports",
        "1",
        "cluster.members",
        members);
  }

  /** The settings with which the publisher joins the cluster. */
  Map<String, String> publisher() {
    return member(pages.length);
  }

  /** The port of the page of one of them. */
  int port(int number) {
    return pages[number];
  }

  List<Long> pids() {
    return processes.stream().map(RoleProcess::pid).toList();
  }

  /** Resident memory of the one that holds most, MiB. */
  double mostMib() throws IOException {
    double most = 0;
    for (long pid : pids()) {
      most = Math.max(most, ProcessUsage.residentMib(pid));
    }
    return most;
  }

  /** How many clients of the first one do not read what it sends. */
  int slow() throws IOException, InterruptedException {
    return (int) Meters.read(management[0]).sum(SLOW);
  }

  @Override
  public void close() throws IOException {
    Closing.all(processes);
  }
}
