package io.streamproc.system;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Page.EmulateMediaOptions;
import com.microsoft.playwright.options.ColorScheme;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.streamproc.core.series.Bucket;
import io.streamproc.core.series.SeriesName;
import io.streamproc.core.series.Step;
import io.streamproc.testkit.Eventually;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The whole pipeline, from the producer to the pixels of the page. */
@Timeout(300)
class BrowserIT extends BrowserScenario {
  /** 2020: the generator's events are far from it. */
  private static final long LONG_AGO = 1_577_836_800_000L;

  @Test
  @DisplayName("a page of another origin can't change the servers' data")
  void foreignPage() throws Exception {
    Eventually.holds(() -> pipeline.questDb("SELECT count() FROM low").contains("\"count\":1"));
    HttpServer foreign = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    foreign.createContext("/", BrowserIT::answerBlank);
    foreign.start();
    try (Page page = chromium.browser().newPage()) {
      page.navigate("http://127.0.0.1:" + foreign.getAddress().getPort() + "/");
      for (String path :
          List.of("/exec?query=drop%20table%20low", "/imp?name=low&overwrite=true")) {
        for (String method : List.of("GET", "POST")) {
          page.evaluate(
              "([url, method]) => fetch(url, {method, mode: 'no-cors'}).catch(() => 0)",
              List.of(pipeline.settings().get("influx.url") + path, method));
        }
      }
    } finally {
      foreign.stop(0);
    }
    String answer = pipeline.questDb("SELECT count() FROM low");
    assertTrue(answer.contains("\"count\":1"), answer);
  }

  private static void answerBlank(HttpExchange exchange) throws IOException {
    exchange.getResponseHeaders().add("Content-Type", "text/html");
    exchange.sendResponseHeaders(200, -1);
    exchange.close();
  }

  @Test
  @DisplayName("both series are on the screen, and off it at a click on their names")
  void bothSeries() throws Exception {
    openLive("?range=1m");
    chart.awaitNewest(chart.newest() + 2 * SECOND);
    assertThat(chart.find("#chart-title")).hasText("Events per second");
    for (SeriesName name : SeriesName.values()) {
      assertDrawn(name, true);
      assertThat(chart.find("#tile-" + name.id())).hasText(Pattern.compile("[\\d,]+"));
      chart.click(name.id());
      assertDrawn(name, false);
      chart.click(name.id());
      assertDrawn(name, true);
    }
  }

  @Test
  @DisplayName("live updates alone move the chart, and equal the stores' data")
  void pushed() throws Exception {
    openLive("?range=5m");
    chart.page.route("**/api/series**", route -> route.abort()); // no snapshots after this
    outage = true;
    // A response to an earlier request can't contain a second that begins now.
    long from = Step.SECOND.ceil(System.currentTimeMillis());
    chart.awaitNewest(from + 4 * SECOND);
    assertFalse(chart.sockets().isEmpty(), "live connections");
    assertHeldIsStored(from, from + 4 * SECOND);
  }

  @Test
  @DisplayName("web-ui restarts: reconnecting, live again, and the gap is complete and right")
  void webUiRestarts() throws Exception {
    openLive("?range=5m");
    long from = chart.newest();
    takeAway("web-ui");
    chart.awaitStatus("Reconnecting");
    long to = awaitStored(System.currentTimeMillis() + 3 * SECOND);
    deploy("web-ui");
    chart.awaitStatus("Live");
    chart.awaitNewest(to);
    assertHeldIsStored(from, to);
  }

  @Test
  @DisplayName("the aggregator stops: the page reports it, and catches up after its return")
  void aggregatorAway() throws Exception {
    openLive("?range=5m");
    long from = chart.newest();
    takeAway("aggregator");
    chart.awaitStatus(
        Pattern.compile(
            "^Out of date since [\\d:]{8}: no aggregator is running, or it is still starting; "
                + "trying again$"));
    deploy("aggregator");
    chart.awaitStatus("Live");
    long to = chart.newest() + 2 * SECOND;
    chart.awaitNewest(to);
    assertHeldIsStored(from, to);
  }

  @Test
  @DisplayName("each range is drawn in its buckets, and kept in the address")
  void ranges() {
    openLive("?range=1m");
    assertRange("5m", 300, "Events per second");
    assertRange("15m", 180, "Events per 5 seconds");
    assertRange("1h", 360, "Events per 10 seconds");
    assertRange("6h", 360, "Events per minute");
    assertRange("24h", 288, "Events per 5 minutes");
    assertRange("7d", 168, "Events per hour");
    chart.page.reload();
    chart.awaitStatus("Live");
    assertThat(chart.find("#ranges [aria-pressed=true]")).hasText("7d");
  }

  private void assertRange(String label, int buckets, String title) {
    chart.click(label);
    assertThat(chart.find("#chart-title")).hasText(title);
    assertThat(chart.find("#ranges [aria-pressed=true]")).hasText(label);
    chart.awaitStatus("Live");
    assertEquals(buckets, chart.columns().get(0).size(), "buckets in " + label);
    assertThat(chart.page).hasURL(pipeline.page() + "/?range=" + label + "&measure=count");
  }

  @Test
  @DisplayName("each measure of known events is drawn, gaps are gaps, and the address keeps it")
  void measures() throws Exception {
    post(
        "[{'amount':8,'time':%d},{'amount':6.5,'time':%d},{'amount':5.5,'time':%d}]",
        0, 999, 2_000);
    post("[{'amount':5,'time':%d},{'amount':-1,'time':%d}]", 4_000, 4_001);
    awaitCount(5, LONG_AGO, LONG_AGO + 5 * SECOND);
    open("?from=" + LONG_AGO + "&to=" + (LONG_AGO + 5 * SECOND), new NewContextOptions());
    chart.awaitStatus("Fixed range");
    assertMeasure(
        "Mean",
        "Mean amount, by second",
        row(7.25, null, 5.5, null, null),
        row(null, null, null, null, 2.0));
    assertMeasure(
        "Sum",
        "Sum of amounts per second",
        row(14.5, null, 5.5, null, null),
        row(null, null, null, null, 4.0));
    assertMeasure(
        "Min",
        "Least amount, by second",
        row(6.5, null, 5.5, null, null),
        row(null, null, null, null, -1.0));
    assertMeasure(
        "Max",
        "Greatest amount, by second",
        row(8.0, null, 5.5, null, null),
        row(null, null, null, null, 5.0));
    assertMeasure(
        "Count",
        "Events per second",
        row(2.0, null, 1.0, null, null),
        row(null, null, null, null, 2.0));
  }

  private static List<Double> row(Double... values) {
    return Arrays.asList(values);
  }

  private void assertMeasure(String label, String title, List<Double> high, List<Double> low) {
    chart.click(label);
    assertThat(chart.find("#chart-title")).hasText(title);
    assertThat(chart.page).hasURL(Pattern.compile("&measure=" + label.toLowerCase(Locale.ROOT)));
    assertEquals(List.of(high, low), chart.columns().subList(1, 3), label);
  }

  /** Posts events, in which %d stands for milliseconds since {@link #LONG_AGO}. */
  private static void post(String events, long... offsets) throws Exception {
    Object[] times = Arrays.stream(offsets).mapToObj(offset -> LONG_AGO + offset).toArray();
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(pipeline.api() + "/events"))
            .header("Content-Type", "application/json")
            .POST(
                BodyPublishers.ofString(
                    String.format(Locale.ROOT, events.replace('\'', '"'), times)))
            .build();
    assertEquals(202, pipeline.http.send(request, BodyHandlers.discarding()).statusCode());
  }

  private static void awaitCount(long count, long from, long to) throws Exception {
    String url = pipeline.aggregator() + "/api/series?step=1s&from=" + from + "&to=" + to;
    long stored =
        Eventually.get(
            PATIENCE,
            () -> {
              String body = pipeline.get(url).body();
              return SeriesOracle.count(SeriesOracle.answered(body, SeriesName.HIGH))
                  + SeriesOracle.count(SeriesOracle.answered(body, SeriesName.LOW));
            },
            n -> n >= count);
    assertEquals(count, stored);
  }

  @Test
  @DisplayName("a paused chart does not move but collects; back to live it has all data")
  void paused() throws Exception {
    openLive("?range=5m");
    chart.click("Pause");
    chart.awaitStatus("Paused, still collecting");
    long[] window = chart.window();
    Map<SeriesName, List<Bucket>> held = chart.exported();
    long to = awaitStored(window[1] + 3 * SECOND);
    assertEquals(window[1], chart.window()[1]);
    assertEquals(held, chart.exported());
    chart.click("Back to live");
    chart.awaitStatus("Live");
    chart.awaitNewest(to);
    assertHeldIsStored(window[1], to);
  }

  @Test
  @DisplayName("a fixed range from the form is shown, and can be left again")
  void fixedRange() throws Exception {
    long to = awaitStored(System.currentTimeMillis());
    openLive("?range=1m");
    chart.find("#history summary").click();
    chart.find("#range-from").fill("2001-01-01T00:05:30");
    chart.find("#range-to").fill("2001-01-01T00:00:30");
    chart.click("Show");
    chart.awaitStatus("Can't show this: the range must begin before it ends");
    chart.find("#range-to").fill("2001-01-01T00:10:30");
    chart.click("Show");
    chart.awaitStatus("No events in this range");
    assertThat(chart.find("#empty")).hasText("No events in the chosen range");
    chart.click("Back to live");
    chart.awaitStatus("Live");
    chart.awaitNewest(to);
  }

  /** Playwright keeps every tab visible, so the test simulates a hidden tab. */
  @Test
  @DisplayName("a hidden tab draws nothing, and is up to date when it is shown again")
  void hiddenTab() throws Exception {
    openLive("?range=5m");
    setHidden(true);
    int drawn = chart.drawn();
    long from = chart.newest();
    chart.awaitNewest(from + 3 * SECOND); // it continues to collect
    assertEquals(drawn, chart.drawn());
    setHidden(false);
    chart.awaitStatus("Live");
    chart.page.waitForFunction("drawn => streamproc.state().drawn > drawn", drawn);
    assertHeldIsStored(from, from + 3 * SECOND);
  }

  private void setHidden(boolean hidden) {
    chart.page.evaluate(
        """
        async hidden => {
          Object.defineProperty(document, 'hidden', { configurable: true, get: () => hidden });
          document.dispatchEvent(new Event('visibilitychange'));
          await new Promise(requestAnimationFrame); // what was asked for before is drawn still
        }
        """,
        hidden);
  }

  @Test
  @DisplayName("390 pixels are wide enough, with everything unfolded and the longest texts")
  void narrow() {
    open("?range=24h", new NewContextOptions().setViewportSize(390, 844));
    chart.awaitStatus("Live");
    chart.find("#history summary").click();
    chart.find("#table-box summary").click();
    assertThat(chart.find("#rows tr").first()).isVisible();
    assertEquals(390, chart.page.evaluate("() => document.documentElement.scrollWidth"));
    chart.page.navigate(pipeline.page() + "/?from=0&to=9000000000000");
    chart.awaitStatus("Can't show this: a range has at most 999 days");
    assertEquals(390, chart.page.evaluate("() => document.documentElement.scrollWidth"));
  }

  @Test
  @DisplayName("page and lines change their colours in dark mode, at once")
  void dark() throws Exception {
    openLive("?range=1m");
    String background = background();
    String line = chart.colour("--high");
    assertDrawn(SeriesName.HIGH, true);
    chart.page.emulateMedia(new EmulateMediaOptions().setColorScheme(ColorScheme.DARK));
    chart.page.waitForFunction(
        "light => getComputedStyle(document.body).backgroundColor !== light", background);
    assertNotEquals(line, chart.colour("--high"));
    for (SeriesName name : SeriesName.values()) {
      assertDrawn(name, true);
    }
  }

  private String background() {
    return (String) chart.page.evaluate("() => getComputedStyle(document.body).backgroundColor");
  }
}
