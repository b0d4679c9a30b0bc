package io.streamproc.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.streamproc.testkit.Eventually;
import io.streamproc.testkit.LoadBalancer;
import io.streamproc.testkit.Namespaces;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Members in network namespaces of their own, whose cables are pulled. */
@DisplayName("An aggregator and a web-ui that are cut off from the cluster for 30 s")
@Timeout(300)
class PartitionIT {
  private static final Duration CUT = Duration.ofSeconds(30);
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  /** Two sweeps: by then everybody has published, and the bus knows the way to all who listen. */
  private static final Duration SETTLED = Duration.ofSeconds(10);

  private static final Duration TAKEN_OVER = Duration.ofSeconds(4);
  private static final Duration HEALED = Duration.ofSeconds(30);
  private static final int QUERIES = 20;

  @TempDir private Path folder;

  @Test
  @DisplayName("are done without, and back in the cluster by themselves; nothing is lost or twice")
  void cutAndMended() throws Exception {
    try (Namespaces net = Namespaces.require("partition tests");
        Pipeline servers = new Pipeline(folder.resolve("data")).with("event-producer.rate", 100);
        LoadBalancer postgres = LoadBalancer.at(net.here(), port(servers, "timescale.port"));
        LoadBalancer questDb = LoadBalancer.at(net.here(), questDbPort(servers));
        Cluster cluster = cluster(servers)) {
      String here = net.here().getHostAddress();
      cluster.names().forEach(name -> cluster.place(name, here, List.of(), Map.of()));
      Map<String, String> stores =
          Map.of(
              "timescale.host",
              here,
              "timescale.port",
              Integer.toString(postgres.port()),
              "influx.url",
              "http://" + here + ":" + questDb.port());
      cluster.place("aggregator", net.add("a"), net.wrapper("a"), stores);
      cluster.place("web-ui", net.add("w"), net.wrapper("w"), Map.of());
      cluster.start("aggregator"); // the first is the senior one, which publishes
      cluster.start(
          cluster.names().stream().filter(n -> !n.equals("aggregator")).toArray(String[]::new));
      try (LiveListener stays = listening(cluster.url("web-ui-2"))) {
        awaitNewest(stays, System.currentTimeMillis() + SETTLED.toMillis());
        stays.longestSilence();
        net.cut("a");
        net.cut("w");
        long cut = System.currentTimeMillis();
        awaitNewest(stays, cut + CUT.toMillis());
        Duration silence = stays.longestSilence();
        System.out.printf("longest silence around a cut: %d ms%n", silence.toMillis());
        assertTrue(silence.compareTo(TAKEN_OVER) < 0, "silence of " + silence);
        assertAnswers(cluster.url("web-ui-2"), 1);
        net.mend("a");
        net.mend("w");
        assertHealed(cluster, stays);
      }
      assertNothingLost(servers);
    }
  }

  private Cluster cluster(Pipeline servers) {
    return new Cluster(
        folder,
        servers,
        "aggregator",
        "aggregator-2",
        "web-ui",
        "web-ui-2",
        "consumer-high",
        "consumer-low",
        "event-api",
        "event-producer");
  }

  private static int port(Pipeline servers, String key) {
    return Integer.parseInt(servers.settings().get(key));
  }

  private static int questDbPort(Pipeline servers) {
    return Integer.parseInt(servers.settings().get("influx.url").replaceAll(".*:", ""));
  }

  private static LiveListener listening(String page) throws Exception {
    LiveListener listener = new LiveListener(page, "high");
    Eventually.get(PATIENCE, listener::newest, Optional::isPresent);
    listener.longestSilence();
    return listener;
  }

  private static void awaitNewest(LiveListener listener, long time) throws Exception {
    Optional<Long> newest =
        Eventually.get(PATIENCE, listener::newest, n -> n.filter(t -> t > time).isPresent());
    assertTrue(newest.filter(t -> t > time).isPresent(), newest + ", not after " + time);
  }

  /** Both web-uis hear what is published, and every query has its answer at once. */
  private static void assertHealed(Cluster cluster, LiveListener stays) throws Exception {
    long mended = System.currentTimeMillis();
    try (LiveListener back = listening(cluster.url("web-ui"))) {
      awaitNewest(back, mended);
      System.out.printf(
          "live at the web-ui that was cut off %d ms after its return%n",
          System.currentTimeMillis() - mended);
      cluster.awaitReady("aggregator", "web-ui");
      Eventually.get(
          HEALED, () -> quick(cluster.url("web-ui"), QUERIES), quickly -> quickly == QUERIES);
      long healed = System.currentTimeMillis() - mended;
      System.out.printf("all queries answered at once %d ms after the return%n", healed);
      assertTrue(healed < HEALED.toMillis(), healed + " ms");
      assertAnswers(cluster.url("web-ui"), QUERIES);
      assertAnswers(cluster.url("web-ui-2"), QUERIES);
      long now = System.currentTimeMillis();
      awaitNewest(back, now);
      awaitNewest(stays, now);
    }
  }

  private static void assertAnswers(String page, int queries) throws Exception {
    assertEquals(queries, quick(page, queries), "queries answered within 2 s at " + page);
  }

  private static int quick(String page, int queries) throws Exception {
    int quick = 0;
    for (int i = 0; i < queries; i++) {
      long start = System.nanoTime();
      HttpResponse<String> answer = Streamproc.get(page + "/api/series?step=1s");
      boolean whole = answer.statusCode() == 200 && !answer.body().contains("unavailable");
      quick += whole && System.nanoTime() - start < 2_000_000_000L ? 1 : 0;
    }
    return quick;
  }

  private static void assertNothingLost(Pipeline servers) {
    String[] command =
        servers.settings().entrySet().stream()
            .flatMap(e -> List.of("--set", e.getKey() + "=" + e.getValue()).stream())
            .toArray(String[]::new);
    String[] all = new String[command.length + 1];
    all[0] = "verify";
    System.arraycopy(command, 0, all, 1, command.length);
    Cli verified = Cli.run(all);
    assertEquals(0, verified.code(), verified.out() + verified.err());
  }
}
