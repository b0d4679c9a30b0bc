package io.streamproc.bench.speed.start;

import io.streamproc.bench.measure.ProcessUsage;
import io.streamproc.bench.process.BareServer;
import io.streamproc.bench.process.ImageJars;
import io.streamproc.bench.process.JvmOptions;
import io.streamproc.bench.process.RoleProcess;
import io.streamproc.bench.process.ServersProcess;
import io.streamproc.testkit.FreePorts;
import io.streamproc.testkit.JavaProcess;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Starts roles in turn, one after the other, each alone with servers that run already. */
final class RoleStarts implements AutoCloseable {
  /** The name of the yardstick. */
  static final String BARE = "bare Vert.x";

  private static final List<String> ROLES =
      List.of(
          "event-api", "consumer-high", "consumer-low", "aggregator", "web-ui", "event-producer");

  private static final int BARE_STARTS = 3;
  private static final long READY_SECONDS = 60;

  private final Path folder;
  private final List<String> image; // options of a JVM
  private final ServersProcess servers;
  private final int sinkPort = FreePorts.one();
  private final JavaProcess sink; // event-producer posts to it

  private RoleStarts(Path folder, List<String> image, ServersProcess servers) throws IOException {
    this.folder = folder;
    this.image = image;
    this.servers = servers;
    sink = bare("sink", sinkPort);
  }

  /** Archives the classes of the image, and starts the servers. */
  static RoleStarts open(Path folder) throws IOException, InterruptedException {
    List<String> image = new ArrayList<>(JvmOptions.SHIPPED);
    image.addAll(ImageJars.options(folder));
    RoleStarts starts = new RoleStarts(folder, image, ServersProcess.start(folder));
    starts.sink.awaitReady(READY_SECONDS);
    return starts;
  }

  private JavaProcess bare(String name, int port) throws IOException {
    Path log = folder.resolve(name + ".log");
    return JavaProcess.start(BareServer.class, log, BareServer.READY, JvmOptions.SHIPPED, port);
  }

  /** Starts the bare server and each role in turn. The first round, which fills caches, is lost. */
  Map<String, List<Start>> run(int runs, PrintWriter out) throws Exception {
    Map<String, List<Start>> all = new LinkedHashMap<>();
    for (int round = 0; round <= runs; round++) {
      for (Map.Entry<String, Start> one : round().entrySet()) {
        all.computeIfAbsent(one.getKey(), n -> new ArrayList<>());
        if (round > 0) {
          all.get(one.getKey()).add(one.getValue());
          double seconds = one.getValue().seconds();
          out.printf(Locale.ROOT, "%d/%d  %6.2f s  %s%n", round, runs, seconds, one.getKey());
          out.flush();
        }
      }
    }
    return all;
  }

  private Map<String, Start> round() throws Exception {
    Map<String, Start> round = new LinkedHashMap<>();
    round.put(BARE, bare());
    for (String role : ROLES) {
      round.put(role, role(role, JvmOptions.SHIPPED));
      round.put(role + ", as in the image", role(role, image));
    }
    return round;
  }

  private Start role(String role, List<String> jvm) throws Exception {
    Map<String, String> settings = settings();
    long begin = System.nanoTime();
    try (RoleProcess process =
        RoleProcess.start(folder.resolve(role), List.of(role), settings, jvm)) {
      return start(begin, process.pid());
    }
  }

  /** The median of several starts: one is so short that it varies too much. */
  private Start bare() throws Exception {
    List<Start> all = new ArrayList<>();
    for (int i = 0; i < BARE_STARTS; i++) {
      long begin = System.nanoTime();
      try (JavaProcess bare = bare("bare", FreePorts.one())) {
        bare.awaitReady(READY_SECONDS);
        all.add(start(begin, bare.pid()));
      }
    }
    all.sort(Comparator.comparingDouble(Start::seconds));
    return all.get(BARE_STARTS / 2);
  }

  private static Start start(long begin, long pid) throws IOException {
    double seconds = (System.nanoTime() - begin) / 1e9;
    return new Start(seconds, ProcessUsage.cpuSeconds(List.of(pid)), ProcessUsage.residentMib(pid));
  }

  private Map<String, String> settings() throws IOException {
    int[] ports = FreePorts.several(4);
    Map<String, String> all = new HashMap<>(servers.settings());
    all.put("event-api.port", Integer.toString(ports[0]));
    all.put("web-ui.port", Integer.toString(ports[1]));
    all.put("aggregator.port", Integer.toString(ports[2]));
    all.put("management.port", Integer.toString(ports[3]));
    all.put("event-producer.url", "http://127.0.0.1:" + sinkPort);
    all.put("event-producer.rate", "0.1");
    return all;
  }

  @Override
  public void close() throws IOException {
    sink.close();
    servers.close();
  }
}
