package io.streamproc.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Browser.NewContextOptions;
import io.streamproc.core.series.Bucket;
import io.streamproc.core.series.SeriesName;
import io.streamproc.testkit.Chromium;
import io.streamproc.testkit.Eventually;
import io.streamproc.testkit.JavaProcess;
import io.streamproc.testkit.LoadBalancer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Every role as a process of its own, two of each that can be, and a browser. */
@DisplayName("A process of the cluster that is killed or hangs")
@Timeout(240)
class FailoverIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** Three seconds for the other to take over, and the second that each update is about. */
  private static final Duration TAKEN_OVER = Duration.ofSeconds(4);

  @TempDir private static Path folder;
  private static Pipeline servers;
  private static Cluster cluster;

  @BeforeAll
  static void start() throws Exception {
    servers = new Pipeline(folder.resolve("data")).with("event-producer.rate", 100);
    cluster =
        new Cluster(
            folder,
            servers,
            "aggregator",
            "event-api",
            "consumer-high",
            "consumer-low",
            "web-ui",
            "web-ui-2",
            "event-producer",
            "aggregator-2");
    // The first of two is the senior one, and so the one that publishes.
    List<String> others = cluster.names().stream().filter(n -> !n.equals("aggregator-2")).toList();
    cluster.start(others.toArray(String[]::new));
    cluster.start("aggregator-2");
  }

  @AfterAll
  static void stop() {
    if (cluster != null) {
      cluster.close();
    }
    if (servers != null) {
      servers.close();
    }
  }

  @Test
  @DisplayName("another aggregator publishes within 3 s of a kill -9 of the first, and answers")
  void killedAggregator() throws Exception {
    try (LiveListener listener = listening()) {
      cluster.process("aggregator").kill();
      assertTakenOver(listener, "kill -9");
      assertEquals(200, Streamproc.get(cluster.url("web-ui") + "/api/series").statusCode());
    } finally {
      cluster.start("aggregator");
    }
  }

  @Test
  @DisplayName("another aggregator publishes within 3 s of a freeze of the first, and answers")
  void frozenAggregator() throws Exception {
    String senior = senior();
    JavaProcess first = cluster.process(senior);
    try (LiveListener listener = listening()) {
      first.freeze();
      long start = System.nanoTime();
      assertEquals(200, Streamproc.get(cluster.url("web-ui") + "/api/series").statusCode());
      Duration answered = Duration.ofNanos(System.nanoTime() - start);
      System.out.printf("a query was answered %d ms after a freeze%n", answered.toMillis());
      assertTakenOver(listener, "freeze");
    } finally {
      first.thaw();
      cluster.awaitReady(senior);
    }
  }

  @Test
  @DisplayName("a browser whose web-ui is killed goes on at another, without gap or double")
  void killedWebUi() throws Exception {
    try (Chromium chromium = Chromium.require("browser tests");
        LoadBalancer front = LoadBalancer.over(cluster.port("web-ui"), cluster.port("web-ui-2"))) {
      front.withdraw(cluster.port("web-ui-2"));
      String url = "http://127.0.0.1:" + front.port() + "/?range=1m";
      try (ChartPage chart = new ChartPage(chromium.browser(), url, new NewContextOptions())) {
        chart.awaitStatus("Live");
        front.restore(cluster.port("web-ui-2"));
        cluster.process("web-ui").kill();
        long killed = System.currentTimeMillis();
        chart.awaitStatus("Live");
        chart.awaitNewest(killed);
        long took = System.currentTimeMillis() - killed;
        System.out.printf("the page is live at another web-ui %d ms after a kill -9%n", took);
        assertTrue(took < TAKEN_OVER.toMillis(), took + " ms");
        assertHoldsWhatIsStored(chart);
        chart.assertNothingAmiss(true);
      }
    } finally {
      cluster.start("web-ui");
    }
  }

  private static LiveListener listening() throws Exception {
    LiveListener listener = new LiveListener(cluster.url("web-ui"), "high");
    Eventually.get(PATIENCE, listener::newest, Optional::isPresent);
    listener.longestSilence();
    return listener;
  }

  private static void assertTakenOver(LiveListener listener, String fault) throws Exception {
    long now = System.currentTimeMillis();
    Eventually.get(
        PATIENCE, listener::newest, newest -> newest.filter(n -> n > now + 2_000).isPresent());
    Duration silence = listener.longestSilence();
    System.out.printf("longest silence around a %s: %d ms%n", fault, silence.toMillis());
    assertTrue(silence.compareTo(TAKEN_OVER) < 0, "silence of " + silence);
  }

  /** The one whose log says last that it publishes, of those that run. */
  private static String senior() {
    return List.of("aggregator", "aggregator-2").stream()
        .filter(name -> cluster.process(name).isAlive())
        .min((a, b) -> Long.compare(cluster.process(a).pid(), cluster.process(b).pid()))
        .orElseThrow();
  }

  private static void assertHoldsWhatIsStored(ChartPage chart) throws Exception {
    long to = chart.newest() - 3_000;
    long from = to - 40_000;
    String url = cluster.url("web-ui-2") + "/api/series?step=1s&from=" + from + "&to=" + to;
    HeldAndStored both =
        Eventually.get(
            PATIENCE,
            () -> {
              Map<SeriesName, List<Bucket>> held = chart.exported();
              return HeldAndStored.within(from, to, held, Streamproc.get(url).body());
            },
            HeldAndStored::agree);
    assertTrue(both.agree(), both.toString());
  }
}
