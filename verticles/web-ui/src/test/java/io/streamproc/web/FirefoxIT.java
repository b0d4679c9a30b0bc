package io.streamproc.web;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.streamproc.core.series.SeriesName;
import io.streamproc.testkit.Firefox;
import io.vertx.core.json.JsonArray;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The page in Firefox")
@Timeout(180)
class FirefoxIT {
  private static final String STATUS = "document.getElementById('status-text').textContent";

  /** Firefox may still write while it ends. */
  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private Path profile;

  @Test
  @DisplayName("loads, goes live, connects again to a server that was restarted, and has no gap")
  void liveAndReconnected() throws Exception {
    try (RunningWebUi web = new RunningWebUi();
        Firefox firefox = Firefox.require("the page in Firefox", profile)) {
      StandInAggregator aggregator = new StandInAggregator(web.vertx).start();
      new PageFeed(web.vertx, aggregator, 55);
      firefox.navigate(web.url("/?range=1m"));
      firefox.await(STATUS + " === 'Live'");
      firefox.await("streamproc.state().columns[1].filter(v => v !== null).length >= 50");
      firefox.evaluate("window.loaded = streamproc.state().window.to");
      firefox.await("streamproc.state().window.to > window.loaded + 2000");
      web.stop();
      firefox.await(STATUS + ".startsWith('Reconnecting') || " + STATUS + ".startsWith('Out of')");
      web.start();
      firefox.await(STATUS + " === 'Live'");
      assertEquals(
          "high", firefox.evaluate("document.querySelector('#legend button').textContent.trim()"));
      List<Long> missing =
          ((JsonArray) firefox.evaluate(EMPTY))
              .stream()
                  .map(start -> ((Number) start).longValue())
                  .filter(start -> aggregator.has(SeriesName.HIGH, start))
                  .toList();
      assertEquals(List.of(), missing);
      assertEquals(Boolean.TRUE, firefox.evaluate("window.loaded > 0"), "it was not loaded again");
    }
  }

  /** Complete buckets of the window without events. */
  private static final String EMPTY =
      """
      (() => {
        const { columns: [starts, values], window: shown } = streamproc.state();
        const known = (start) => start >= shown.to - 40000 && start < shown.complete - 2000;
        return starts.filter((start, i) => known(start) && values[i] === null);
      })()
      """;
}
