package io.streamproc.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Browser.NewContextOptions;
import io.streamproc.core.role.Role;
import io.streamproc.core.role.Roles;
import io.streamproc.core.series.Bucket;
import io.streamproc.core.series.SeriesName;
import io.streamproc.testkit.Chromium;
import io.streamproc.testkit.Eventually;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** A running pipeline and a page in Chromium, both started once. */
abstract class BrowserScenario {
  static final Duration PATIENCE = Duration.ofSeconds(30);
  static final long SECOND = 1_000;

  @TempDir static Path data;
  static Chromium chromium;
  static Pipeline pipeline;
  static final Map<String, String> DEPLOYED = new HashMap<>();

  ChartPage chart;
  boolean outage;

  @BeforeAll
  static void start() throws Exception {
    chromium = Chromium.require("browser tests");
    pipeline = new Pipeline(data).with("event-producer.rate", 200);
    for (Role<?> role : Roles.all()) {
      deploy(role.name());
    }
  }

  @AfterAll
  static void stop() {
    if (chromium != null) {
      chromium.close();
    }
    if (pipeline != null) {
      pipeline.close();
    }
  }

  @AfterEach
  void nothingAmiss() throws Exception {
    try (ChartPage open = chart) {
      if (open != null) {
        open.assertNothingAmiss(outage);
      }
    } finally {
      bringBack(); // restores servers that a failed test has stopped
    }
  }

  static void bringBack() throws Exception {
    for (Role<?> role : Roles.all()) {
      if (!DEPLOYED.containsKey(role.name())) {
        deploy(role.name());
      }
    }
  }

  static void deploy(String role) throws Exception {
    DEPLOYED.put(role, pipeline.deploy(role));
  }

  void takeAway(String role) throws Exception {
    outage = true;
    pipeline.undeploy(DEPLOYED.remove(role));
  }

  void open(String query, NewContextOptions options) {
    chart = new ChartPage(chromium.browser(), pipeline.page() + "/" + query, options);
  }

  void openLive(String query) {
    open(query, new NewContextOptions());
    chart.awaitStatus("Live");
  }

  /** Whether the chart shows the colour that the series has by the style sheet. */
  void assertDrawn(SeriesName name, boolean drawn) throws Exception {
    int pixels = Eventually.get(PATIENCE, () -> chart.pixels(name), n -> n > 0 == drawn);
    assertEquals(drawn, pixels > 0, () -> pixels + " pixels of series " + name.id());
  }

  /** Waits until both stores have a second that begins after {@code time}; returns its start. */
  static long awaitStored(long time) throws Exception {
    String url = pipeline.aggregator() + "/api/series?step=1s&from=" + (time - 60 * SECOND);
    long newest =
        Eventually.get(
            PATIENCE,
            () -> {
              String body = pipeline.get(url).body();
              return Math.min(newest(body, SeriesName.HIGH), newest(body, SeriesName.LOW));
            },
            start -> start > time);
    assertTrue(newest > time, "the pipeline stands still");
    return newest;
  }

  static long newest(String body, SeriesName name) {
    List<Bucket> buckets = SeriesOracle.answered(body, name);
    return buckets.isEmpty() ? 0 : buckets.get(buckets.size() - 1).start();
  }

  /**
   * Asserts that the page holds the seconds of [from, to) just as the stores do. Late events may
   * still be on their way to both, so they have time to agree.
   */
  void assertHeldIsStored(long from, long to) throws Exception {
    String url = pipeline.aggregator() + "/api/series?step=1s&from=" + from + "&to=" + to;
    HeldAndStored both =
        Eventually.get(
            PATIENCE,
            () -> HeldAndStored.within(from, to, chart.exported(), pipeline.get(url).body()),
            HeldAndStored::agree);
    assertTrue(both.agree(), both::toString);
  }
}
