package io.streamproc.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Browser.NewContextOptions;
import io.streamproc.core.series.SeriesName;
import io.streamproc.testkit.Eventually;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the page says and draws while time goes on: clocks that are set, series that stand still,
 * stores and servers that go away. Most of these tests wait for seconds to pass; they are in a
 * class of their own, so that they run beside {@link PageIT}.
 */
class LivePageIT extends PageScenario {
  @ParameterizedTest(name = "by {0} ms")
  @ValueSource(longs = {600_000, -600_000})
  @DisplayName("the viewer's clock is set: the chart keeps its data and goes on")
  void clockIsSet(long jump) {
    tab(new NewContextOptions());
    page.addInitScript(
        "{ const real = Date.now; window.jump = 0; Date.now = () => real() + window.jump; }");
    page.navigate(web.url("/?range=1m"));
    awaitText("#status-text", "^Live$");
    await(DRAWN + " >= 50");
    page.evaluate(
        """
        jump => {
          window.jump = jump;
          window.least = Infinity;
          setInterval(() => { window.least = Math.min(window.least, streamproc.state().points); }, 50);
        }
        """,
        (double) jump);
    await("Math.abs(streamproc.state().offset + " + jump + ") < 2000");
    awaitMove(3);
    awaitText("#status-text", "^Live$");
    long least = number("window.least");
    assertTrue(least >= 90, "the chart was emptied, to " + least + " points");
    awaitText("#tile-fresh", "^\\d+ ms ago$|^[12]\\.\\d s ago$");
  }

  @Test
  @DisplayName("an event ahead of time is named, and does not hide that no more come")
  void aheadOfTime() {
    openLive("?range=1m");
    long ahead = System.currentTimeMillis() + 55 * SECOND;
    aggregator.put(SeriesName.HIGH, ahead, 1, 7);
    aggregator.publish(SeriesName.HIGH, ahead);
    awaitText("#tile-fresh-sub", "events up to \\d+ s ahead of time$");
    feed.stop();
    awaitText("#status-text", "^Stale: no new events since [\\d:]{8}$");
    awaitText("#tile-fresh", "^1\\d s ago$");
    eval(
        "{ window.changes = 0; new MutationObserver(() => window.changes++)"
            + ".observe(document.getElementById('status-text'), { childList: true }); }");
    awaitMove(4);
    assertEquals(0, number("window.changes"), "changes of the status");
  }

  @Test
  @DisplayName("one series stands still: it is named with the time, and its age is its own")
  void oneStandsStill() {
    openLive("?range=1m");
    feed.stop(SeriesName.HIGH);
    awaitText("#status-text", "^Live; no new high events since [\\d:]{8}$");
    assertThat(page.locator("#status")).hasAttribute("data-kind", "stale");
    awaitText("#tile-fresh-sub", "^high 1\\d s ago, low (\\d+ ms|\\d\\.\\d s) ago$");
  }

  @Test
  @DisplayName("of a series that was never there since the page is open, the page says so")
  void neverThere() {
    feed.stop(SeriesName.HIGH);
    aggregator.clear(SeriesName.HIGH);
    open("?range=1m");
    awaitText("#status-text", "^Live; no high events in the last minute$");
  }

  @Test
  @DisplayName("a store that does not answer is unknown, not none, in a new tab and an old one")
  void storeAway() {
    openLive("?range=1m");
    feed.stop(SeriesName.HIGH);
    aggregator.unavailable(SeriesName.HIGH, true);
    awaitText("#status-text", "; high unavailable since [\\d:]{8}: its store does not answer$");
    context.close();
    open("?range=1m");
    awaitText("#status-text", "^Live; high unavailable: its store does not answer$");
    awaitText("#tile-high", "^–$");
    awaitText("#tile-high-sub", "^unknown: its store does not answer$");
    awaitText("#tile-fresh-sub", "^high unknown, low ");
    assertThat(page.locator("#summary"))
        .containsText("high: unknown: its store does not answer; low: ");
  }

  @Test
  @DisplayName("a restart with an empty store: what is gone is no longer drawn")
  void emptied() {
    openLive("?range=1m");
    await(DRAWN + " >= 50");
    web.stop();
    awaitText("#status-text", "^Reconnecting");
    aggregator.clear(SeriesName.HIGH);
    aggregator.clear(SeriesName.LOW);
    web.start();
    awaitText("#status-text", "^Live$");
    await(DRAWN + " < 45");
  }

  @Test
  @DisplayName("what is half filled when the last answer came is never drawn as a fall")
  void halfFilled() throws Exception {
    openLive("?range=1m");
    await(DRAWN + " >= 50");
    feed.stop();
    long last = System.currentTimeMillis() / SECOND;
    long now = Eventually.get(TEN_SECONDS, System::currentTimeMillis, t -> t / SECOND > last);
    aggregator.put(SeriesName.HIGH, now, 2, 7.5);
    aggregator.publish(SeriesName.HIGH, now);
    aggregator.stop();
    page.route("**/api/series**", route -> route.abort());
    awaitMove(6);
    // The second in which the feed stopped is complete, with what it has: a multiple of 10.
    assertEquals(List.of(), eval("streamproc.state().columns[1].filter(v => v === 2)"));
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"sockjs.min.js", "vertx-eventbus.js"})
  @DisplayName("a library of the live connection comes late: live by polling until then")
  void libraryComesLate(String file) {
    tab(new NewContextOptions());
    page.route("**/" + file, route -> route.abort());
    page.navigate(web.url("/?range=1m"));
    awaitText("#status-text", "^Live by polling: no live connection$");
    page.unroute("**/" + file);
    awaitText("#status-text", "^Live$");
  }

  @Test
  @DisplayName("without live connections the page is live by polling")
  void polling() {
    tab(new NewContextOptions());
    page.routeWebSocket("**", socket -> socket.close());
    page.route("**/eventbus/**", route -> route.abort());
    page.navigate(web.url("/?range=1m"));
    awaitText("#status-text", "^Live by polling: no live connection$");
    awaitMove(4);
    await(DRAWN + " >= 50");
    assertThat(page.locator("#status")).hasAttribute("data-kind", "live");
  }
}
