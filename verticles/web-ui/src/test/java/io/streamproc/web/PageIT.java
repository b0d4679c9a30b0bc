package io.streamproc.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.Download;
import com.microsoft.playwright.assertions.LocatorAssertions.IsVisibleOptions;
import com.microsoft.playwright.options.BoundingBox;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ForcedColors;
import io.streamproc.core.series.SeriesName;
import io.streamproc.testkit.Eventually;
import java.nio.file.Files;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The page with sizes, zones, proxies, input devices and colours as people have them. */
class PageIT extends PageScenario {
  /** 2020: what is published now is far from it. */
  private static final long LONG_AGO = 1_577_836_800_000L;

  @Test
  @DisplayName("amounts of any size: labels on the axis, a page as wide as the window")
  void anySize() {
    double[] amounts = {20.5, 21, 21.4, 22, 22.3, 23, 21.7, 22.8, 3.4e38, 1e290};
    for (int i = 0; i < amounts.length; i++) {
      aggregator.put(SeriesName.HIGH, LONG_AGO + i * SECOND, 1, amounts[i]);
    }
    open("?measure=max&from=" + LONG_AGO + "&to=" + (LONG_AGO + 10 * SECOND));
    awaitText("#status-text", "^Fixed range$");
    awaitText("#beyond", "^2 values lie beyond the axis, as far as 1e290$");
    assertEquals(
        List.of("20.5", "21.0", "21.5", "22.0", "22.5", "23.0"),
        eval("streamproc.state().axis.labels"));
    assertEquals(
        number("innerWidth"), number("document.documentElement.scrollWidth"), "width of the page");
  }

  @Test
  @DisplayName("the hour that comes twice can be chosen, and UTC")
  void repeatedHour() {
    long from = 1_792_888_200_000L; // 02:30 in summer time
    long to = 1_792_891_200_000L; // 02:20 in winter time
    open("?from=" + from + "&to=" + to, new NewContextOptions().setTimezoneId("Europe/Berlin"));
    awaitText("#status-text", "^No events in this range$");
    page.locator("#history summary").click();
    assertThat(page.locator("#range-from")).hasValue("2026-10-25 02:30:00+02:00");
    assertThat(page.locator("#range-to")).hasValue("2026-10-25 02:20:00+01:00");
    button("Show").click();
    awaitText("#status-text", "^No events in this range$");
    assertEquals(from, number("streamproc.state().view.from"));
    page.locator("#options summary").click();
    button("UTC").click();
    page.keyboard().press("Escape");
    assertThat(page.locator("#range-from")).hasValue("2026-10-25 00:30:00Z");
    page.locator("#range-to").fill("2026-10-25 01:30");
    button("Show").click();
    await("streamproc.state().view.to === " + (to + 600 * SECOND));
    assertThat(page).hasURL(Pattern.compile("&zone=utc$"));
  }

  @Test
  @DisplayName("behind a proxy that changes Host, under a prefix: a redirect, and the reason")
  void proxy() {
    PageProxy proxy = new PageProxy(web.vertx, web.port());
    tab(new NewContextOptions());
    page.navigate(proxy.url("?range=1m"));
    assertThat(page).hasURL(Pattern.compile(PageProxy.PREFIX + "/\\?range=1m"));
    awaitText(
        "#status-text", "^Not started: a page of http://127.0.0.1:\\d+ .*; see http.origins$");
    assertThat(page.locator("#not-started")).isVisible();
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"start.js", "main.js", "axis.js", "uPlot.iife.min.js"})
  @DisplayName("a script that doesn't come: a notice instead of waiting for ever")
  void noScript(String file) {
    tab(new NewContextOptions());
    page.route("**/" + file, route -> route.abort());
    page.navigate(web.url("/"));
    assertThat(page.locator("#not-started")).isVisible(new IsVisibleOptions().setTimeout(PATIENCE));
  }

  @Test
  @DisplayName("what was selected is shown, however long the mouse was held")
  void heldSelection() {
    openLive("?range=1m");
    await(DRAWN + " >= 50");
    BoundingBox plot = page.locator("#chart .u-over").boundingBox();
    double middle = plot.y + plot.height / 2;
    page.mouse().move(plot.x + plot.width * 0.25, middle);
    page.mouse().down();
    long to = number("streamproc.state().window.to");
    page.mouse().move(plot.x + plot.width * 0.75, middle);
    awaitMove(5);
    page.mouse().up();
    await("streamproc.state().view.from !== undefined");
    // The window may have moved by one second between the look at it and the press.
    long from = number("streamproc.state().view.from");
    double expected = to - 60 * SECOND + 0.25 * 59 * SECOND;
    assertTrue(Math.abs(from - expected) <= 2 * SECOND, () -> from - expected + " ms off");
  }

  @Test
  @DisplayName("the cursor stays on its time, and only what a key chose is read out")
  void cursor() {
    openLive("?range=1m");
    await(DRAWN + " >= 50");
    page.locator("#chart").focus();
    for (int i = 0; i < 5; i++) {
      page.keyboard().press("ArrowLeft");
    }
    awaitText("#announcement", "high \\d+");
    String time = page.locator("#readout").textContent().substring(0, 19);
    eval(
        "{ window.said = 0; new MutationObserver(() => window.said++)"
            + ".observe(document.getElementById('announcement'), { childList: true }); }");
    awaitMove(3);
    assertEquals(time, page.locator("#readout").textContent().substring(0, 19));
    assertEquals(0, number("window.said"));
    page.keyboard().press("ArrowLeft");
    await("window.said === 1");
    assertNotEquals(time, page.locator("#readout").textContent().substring(0, 19));
  }

  @Test
  @DisplayName("under a mouse that rests the readout stays on its time")
  void restingMouse() {
    openLive("?range=1m");
    await(DRAWN + " >= 50");
    BoundingBox plot = page.locator("#chart .u-over").boundingBox();
    page.mouse().move(plot.x + plot.width / 2, plot.y + plot.height / 2);
    awaitText("#readout", "high \\d+, low \\d+$");
    String before = page.locator("#readout").textContent();
    awaitMove(3);
    assertEquals(before, page.locator("#readout").textContent());
  }

  @Test
  @DisplayName("a range that has passed is not drawn again for what comes live")
  void passedRange() throws Exception {
    aggregator.put(SeriesName.LOW, LONG_AGO, 1, 2);
    open("?from=" + LONG_AGO + "&to=" + (LONG_AGO + 10 * SECOND));
    awaitText("#status-text", "^Fixed range$");
    await("streamproc.state().series.every(one => one.heard)");
    long drawn = number("streamproc.state().drawn");
    double updates = updates();
    assertTrue(Eventually.get(TEN_SECONDS, this::updates, n -> n > updates + 200) > updates);
    long again = number("streamproc.state().drawn") - drawn;
    assertTrue(again <= 2, again + " times drawn"); // when it was fetched again
  }

  private double updates() {
    return web.role.metrics().get("streamproc.web-ui.updates").counter().count();
  }

  @Test
  @DisplayName(
      "the address holds all that is chosen, Back goes one step, the export is what is shown")
  void address() throws Exception {
    openLive("?range=1m");
    await(DRAWN + " >= 50");
    button("low").click();
    assertThat(page).hasURL(Pattern.compile("range=1m&measure=count&hide=low$"));
    page.reload();
    awaitText("#status-text", "^Live$");
    assertThat(button("low")).hasAttribute("aria-pressed", "false");
    await(DRAWN + " >= 50");
    Download csv = page.waitForDownload(() -> button("Export CSV").click());
    List<String> lines = Files.readAllLines(csv.path());
    assertEquals("time,series,count,sum,min,max,mean,complete", lines.get(0));
    assertTrue(lines.size() > 40 && lines.stream().noneMatch(line -> line.contains(",low,")));
    assertTrue(lines.get(5).endsWith(",true"), lines.get(5));
    button("Sum").click();
    assertThat(page.locator("#chart-title")).hasText("Sum of amounts per second");
    page.goBack();
    assertThat(page.locator("#chart-title")).hasText("Events per second");
    page.goBack();
    assertThat(button("low")).hasAttribute("aria-pressed", "true");
    assertThat(page).hasURL(web.url("/?range=1m"));
  }

  @Test
  @DisplayName("with the user's own colours pressed buttons, swatches and the dot are seen")
  void forcedColours() {
    open("?range=1m", new NewContextOptions().setForcedColors(ForcedColors.ACTIVE));
    awaitText("#status-text", "^Live$");
    assertThat(button("1m")).hasAttribute("aria-pressed", "true");
    String background = "getComputedStyle(document.querySelector('#ranges [aria-pressed=%s]'))";
    assertNotEquals(
        eval(background.formatted("true") + ".backgroundColor"),
        eval(background.formatted("false") + ".backgroundColor"));
    String page = "getComputedStyle(document.querySelector('.status')).backgroundColor";
    assertNotEquals(
        eval(page), eval("getComputedStyle(document.querySelector('.dot')).backgroundColor"));
    assertNotEquals(
        "0px",
        eval(
            "getComputedStyle(document.querySelector('.legend button'),"
                + " '::before').borderTopWidth"));
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"LIGHT", "DARK"})
  @DisplayName("both series differ in lightness, not in colour alone")
  void greyscale(String scheme) {
    open("?range=1m", new NewContextOptions().setColorScheme(ColorScheme.valueOf(scheme)));
    double[] light = {luminance("--high"), luminance("--low"), luminance("--card")};
    assertTrue(contrast(light[0], light[1]) >= 2, "of the series");
    assertTrue(contrast(light[0], light[2]) >= 3, "of high on its ground");
    assertTrue(contrast(light[1], light[2]) >= 3, "of low on its ground");
  }

  /** Relative luminance of a colour of the style sheet, by WCAG 2.2. */
  private double luminance(String property) {
    String hex =
        (String)
            page.evaluate(
                "p => getComputedStyle(document.documentElement).getPropertyValue(p).trim()",
                property);
    double[] weights = {0.2126, 0.7152, 0.0722};
    double sum = 0;
    for (int i = 0; i < weights.length; i++) {
      double c = Integer.parseInt(hex.substring(1 + 2 * i, 3 + 2 * i), 16) / 255.0;
      sum += weights[i] * (c <= 0.04045 ? c / 12.92 : Math.pow((c + 0.055) / 1.055, 2.4));
    }
    return sum;
  }

  private static double contrast(double a, double b) {
    return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  }

  @Test
  @DisplayName("on a phone each target is 44 pixels high and nothing is wider than the screen")
  void phone() {
    open(
        "?range=1m",
        new NewContextOptions().setViewportSize(390, 844).setHasTouch(true).setIsMobile(true));
    awaitText("#status-text", "^Live$");
    page.locator("#history summary").click();
    assertEquals(
        List.of(),
        eval(
            "[...document.querySelectorAll('button, input, summary')]"
                + ".filter(e => e.checkVisibility() && e.getBoundingClientRect().height < 44)"
                + ".map(e => e.outerHTML)"));
    assertEquals(390, number("document.documentElement.scrollWidth"));
  }

  @Test
  @DisplayName("a wide screen is filled")
  void wide() {
    open("?range=1m", new NewContextOptions().setViewportSize(2560, 1440));
    awaitText("#status-text", "^Live$");
    BoundingBox chart = page.locator("#chart .u-wrap").boundingBox();
    assertTrue(chart.width > 2_350, chart.width + " px");
    assertTrue(chart.height > 700, chart.height + " px");
    assertEquals(2560, number("document.documentElement.scrollWidth"));
  }
}
