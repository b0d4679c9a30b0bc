package io.streamproc.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.Locator.ClickOptions;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.BoundingBox;
import com.microsoft.playwright.options.KeyboardModifier;
import io.streamproc.core.series.SeriesName;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What the chart shows beside its lines, and how its window is moved. */
class ChartIT extends PageScenario {
  /** 2020: what is published now is far from it. */
  private static final long LONG_AGO = 1_577_836_800_000L;

  private static final long DAY = 86_400_000;

  /** Pixels of the chart on which something is painted. */
  private static final String PAINTED =
      "(c => c.getContext('2d').getImageData(0, 0, c.width, c.height).data.filter((v, i) => i % 4"
          + " === 3 && v > 0).length)(document.querySelector('#chart canvas'))";

  private void openLongAgo(String query) {
    open("?from=" + LONG_AGO + "&to=" + (LONG_AGO + 60 * SECOND) + query);
    awaitText("#status-text", "^Fixed range$");
  }

  /** Two events in each of so many seconds since {@link #LONG_AGO}. */
  private void putLongAgo(int seconds) {
    for (int i = 0; i < seconds; i++) {
      aggregator.put(SeriesName.HIGH, LONG_AGO + i * SECOND, 6, 9);
      aggregator.put(SeriesName.LOW, LONG_AGO + i * SECOND, 1, 2);
    }
  }

  @Test
  @DisplayName("around the mean a band from the least to the greatest amount is painted")
  void band() {
    for (int i = 0; i < 60; i++) {
      aggregator.put(SeriesName.HIGH, LONG_AGO + i * SECOND, 2, 6 + i % 4);
      aggregator.put(SeriesName.LOW, LONG_AGO + i * SECOND, 1, 2);
    }
    // Buckets of 5 s have amounts that differ.
    openLongAgo("&step=5s&measure=mean");
    await("streamproc.state().under.bands.length === 2");
    assertEquals(List.of(6, 6), eval("streamproc.state().under.bands[0].lows.slice(0, 2)"));
    assertEquals(List.of(9, 9), eval("streamproc.state().under.bands[0].highs.slice(0, 2)"));
    long with = number(PAINTED);
    page.locator("#options summary").click();
    page.locator("#band").click();
    await("streamproc.state().under.bands.length === 0");
    assertThat(page).hasURL(Pattern.compile("&band=off$"));
    long without = number(PAINTED);
    assertTrue(with > without + 10_000, with + " pixels with the band, " + without + " without");
  }

  @Test
  @DisplayName("the threshold is a line among amounts, unless the events contradict it")
  void threshold() {
    putLongAgo(60);
    openLongAgo("&measure=mean");
    await("streamproc.state().under.levels.length === 1");
    assertEquals("threshold 5", eval("streamproc.state().under.levels[0].text"));
    page.locator("#options summary").click();
    page.locator("#threshold").fill("9.5");
    page.keyboard().press("Enter");
    awaitText("#threshold-note", "^The threshold between the series is not 9.5, ");
    assertEquals(0, number("streamproc.state().under.levels.length"));
  }

  @Test
  @DisplayName("the same range a day before is dashed, by bucket, and named in the tooltip")
  void compared() {
    putLongAgo(60);
    for (int i = 0; i < 30; i++) {
      aggregator.put(SeriesName.HIGH, LONG_AGO - DAY + i * SECOND, 3, 7);
    }
    openLongAgo("&measure=max"); // without an area, on which nothing more would be seen
    long before = number(PAINTED);
    page.locator("#options summary").click();
    button("Day before").click();
    awaitText("#compared", "^dashed: the same range a day before$");
    await("streamproc.state().under.compared[0]?.values.filter(v => v === 7).length === 30");
    assertEquals(
        30, number("streamproc.state().under.compared[0].values.filter(v => v === null).length"));
    assertTrue(number(PAINTED) > before + 300, "painted");
    assertThat(page).hasURL(Pattern.compile("&compare=1d$"));
    page.keyboard().press("Escape");
    page.locator("#chart").focus();
    page.keyboard().press("ArrowLeft");
    awaitText("#tooltip .note", "^a day before: high no data, low no data$");
  }

  @Test
  @DisplayName("the rate is for each second, whatever the width of the buckets")
  void rate() {
    putLongAgo(60);
    openLongAgo("&step=10s");
    button("Rate").click();
    assertThat(page.locator("#chart-title")).hasText("Events per second, by 10 seconds");
    await("streamproc.state().columns[1].every(v => v === 6)");
  }

  @Test
  @DisplayName("the axis has the texts of the measure, although the range stays the same")
  void axisOfMeasure() {
    putLongAgo(60);
    openLongAgo("");
    for (String measure : List.of("Sum", "Min", "Count")) {
      button(measure).click();
      await("streamproc.state().labels.join() === streamproc.state().axis.labels.join()");
    }
    assertEquals(List.of("0", "2", "4", "6"), eval("streamproc.state().labels"));
  }

  @Test
  @DisplayName("the tooltip has the exact values of both series")
  void tooltip() {
    putLongAgo(60);
    openLongAgo("");
    await("streamproc.state().points === 120");
    BoundingBox plot = page.locator("#chart .u-over").boundingBox();
    page.mouse().move(plot.x + 3, plot.y + 30);
    awaitText("#tooltip tr:nth-child(2)", "^high6699954$");
    awaitText("#tooltip tr:nth-child(3)", "^low112222$");
    page.mouse().move(plot.x + plot.width - 3, plot.y + 30);
    BoundingBox box = page.locator("#tooltip").boundingBox();
    assertTrue(box.x + box.width <= plot.x + plot.width, "left of the cursor at the right edge");
    page.mouse().move(plot.x + plot.width / 2, plot.y - 60);
    assertThat(page.locator("#tooltip")).isHidden();
  }

  @Test
  @DisplayName("keys, shift-drag and the wheel move through history, and older data is loaded")
  void pan() {
    putLongAgo(60);
    open("?from=" + (LONG_AGO + 40 * SECOND) + "&to=" + (LONG_AGO + 80 * SECOND));
    await("streamproc.state().points === 40");
    page.locator("#chart").focus();
    page.keyboard().press("Shift+ArrowLeft");
    await("streamproc.state().view.from === " + (LONG_AGO + 30 * SECOND));
    await("streamproc.state().points === 60");
    BoundingBox plot = page.locator("#chart .u-over").boundingBox();
    page.keyboard().down("Shift");
    page.mouse().move(plot.x + 100, plot.y + 50);
    page.mouse().down();
    page.mouse().move(plot.x + 100 + plot.width / 2, plot.y + 50);
    page.mouse().up();
    page.keyboard().up("Shift");
    long from = number("streamproc.state().view.from");
    assertTrue(Math.abs(from - LONG_AGO - 10 * SECOND) <= SECOND, from - LONG_AGO + " ms");
    await("streamproc.state().points === 80");
    page.mouse().wheel(300, 0);
    await("streamproc.state().view.from > " + from);
  }

  @Test
  @DisplayName("moves in quick succession are one step of the browser's history")
  void back() {
    putLongAgo(60);
    openLongAgo("");
    eval(
        "[1, 2, 3].forEach(() => document.getElementById('chart').dispatchEvent("
            + "new KeyboardEvent('keydown', { key: 'PageUp', cancelable: true })))");
    await("streamproc.state().view.from < " + (LONG_AGO - 170 * SECOND));
    page.goBack();
    await("streamproc.state().view.from === " + LONG_AGO);
  }

  @Test
  @DisplayName("a live chart is moved back, and is live again at the newest bucket")
  void panLive() {
    openLive("?range=1m");
    await(DRAWN + " >= 50");
    page.locator("#chart").focus();
    page.keyboard().press("PageUp");
    awaitText("#status-text", "^(Fixed range|No events in this range)$");
    page.keyboard().press("PageDown");
    page.keyboard().press("PageDown");
    awaitText("#status-text", "^Live$");
    assertThat(page).hasURL(web.url("/?range=1m&measure=count"));
  }

  @Test
  @DisplayName("a click with ctrl on a series shows it alone, and again shows all")
  void isolate() {
    openLive("?range=1m");
    ClickOptions ctrl = new ClickOptions().setModifiers(List.of(KeyboardModifier.CONTROL));
    button("low").click(ctrl);
    assertThat(button("high")).hasAttribute("aria-pressed", "false");
    assertThat(button("low")).hasAttribute("aria-pressed", "true");
    button("low").click(ctrl);
    assertThat(button("high")).hasAttribute("aria-pressed", "true");
  }

  @Test
  @DisplayName("the colours are chosen, kept by the browser, and held by the address")
  void theme() {
    openLive("?range=1m");
    String light = background();
    page.locator("#options summary").click();
    button("Dark").click();
    await("getComputedStyle(document.body).backgroundColor !== '" + light + "'");
    assertThat(page).hasURL(Pattern.compile("&theme=dark$"));
    page.navigate(web.url("/?range=5m"));
    awaitText("#status-text", "^Live$");
    assertNotEquals(light, background());
    page.navigate(web.url("/?range=5m&theme=light"));
    awaitText("#status-text", "^Live$");
    assertEquals(light, background());
  }

  private String background() {
    return (String) eval("getComputedStyle(document.body).backgroundColor");
  }

  @Test
  @DisplayName("the brush shows and moves the window within the last 24 hours")
  void brush() {
    openLive("?range=1m");
    await("document.querySelector('#brush canvas').width > 300");
    BoundingBox brush = page.locator("#brush").boundingBox();
    page.mouse().click(brush.x + brush.width / 2, brush.y + 20);
    await("streamproc.state().view.from !== undefined");
    long hours = (System.currentTimeMillis() - number("streamproc.state().view.from")) / 3_600_000;
    assertTrue(hours == 11 || hours == 12, hours + " hours back");
    assertEquals(
        60 * SECOND, number("streamproc.state().window.to - streamproc.state().window.from"));
    long from = number("streamproc.state().view.from");
    page.keyboard().press("ArrowLeft");
    await("streamproc.state().view.from === " + (from - 15 * SECOND));
    assertThat(page.locator("#brush")).hasAttribute("aria-valuenow", Pattern.compile("4\\d|50"));
    page.keyboard().press("Escape");
    awaitText("#status-text", "^Live$");
  }

  @Test
  @DisplayName("the last 24 hours are painted as soon as they are known")
  void brushComesLate() {
    aggregator.put(SeriesName.HIGH, System.currentTimeMillis() - 12 * 3_600 * SECOND, 500, 7);
    List<Route> held = new ArrayList<>();
    tab(new NewContextOptions());
    page.route("**/api/series?*step=5m*", held::add);
    page.clock().install();
    page.navigate(web.url("/?range=1m"));
    awaitText("#status-text", "^Live$");
    await("document.querySelector('#brush canvas').width > 300"); // empty
    page.clock().pauseAt(System.currentTimeMillis() + 1_500);
    held.forEach(Route::resume);
    for (int i = 0; i < 30 && coloursOfMidday() == 1; i++) {
      page.waitForTimeout(50);
      page.clock().runFor(50);
    }
    assertTrue(coloursOfMidday() > 1, "no bar");
  }

  /** Different colours in the middle of the brush. */
  private long coloursOfMidday() {
    return number(
        """
        (() => {
          const { width, height } = document.querySelector('#brush canvas');
          const ctx = document.querySelector('#brush canvas').getContext('2d');
          const { data } = ctx.getImageData(Math.round(width * 0.45), 0, Math.round(width * 0.1), height);
          const colours = new Set();
          for (let i = 0; i < data.length; i += 4) colours.add(data.slice(i, i + 4).join());
          return colours.size;
        })()
        """);
  }
}
