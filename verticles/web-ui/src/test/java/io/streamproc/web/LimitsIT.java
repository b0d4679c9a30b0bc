package io.streamproc.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.streamproc.core.series.SeriesName;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Limits on measures: drawn, and said when they are crossed. */
class LimitsIT extends PageScenario {
  /** Pixels of the chart that have the colour of the part beyond a limit, blended or not. */
  private static final String REDDISH =
      "(c => { const d = c.getContext('2d').getImageData(0, 0, c.width, c.height).data; let n = 0;"
          + " for (let i = 0; i < d.length; i += 4) if (d[i + 3] > 0 && d[i] > d[i + 1] + 60"
          + " && d[i] > d[i + 2] + 60 && d[i + 3] < 120) n++; return n; })"
          + "(document.querySelector('#chart canvas'))";

  @Test
  @DisplayName("a series that stops crosses its limit: in words, in the title, and it ends again")
  void crossing() {
    openLive("?range=1m&limit=high.count.below.1");
    assertThat(page.locator("#alarm")).isHidden();
    assertEquals("StreamProc", page.title());
    feed.stop(SeriesName.HIGH);
    awaitText(
        "#alarm", "^high count below 1 since \\d{4}-\\d\\d-\\d\\d [\\d:]{8}[+-]\\d\\d:\\d\\d$");
    assertThat(page.locator("#alarm")).hasAttribute("role", "alert");
    assertEquals("⚠ 1 limit crossed – StreamProc", page.title());
    String since = page.locator("#alarm").textContent();
    awaitMove(2);
    assertEquals(since, page.locator("#alarm").textContent());
    page.locator("#limits-box summary").click();
    button("Remove the limit high count below 1").click();
    assertThat(page.locator("#alarm")).isHidden();
    assertEquals("StreamProc", page.title());
    assertThat(page).hasURL(Pattern.compile("range=1m&measure=count$"));
  }

  @Test
  @DisplayName("a limit of the form is drawn with the part beyond it, and held by the address")
  void form() {
    openLive("?range=1m");
    await(DRAWN + " >= 50");
    long before = number(REDDISH);
    page.locator("#limits-box summary").click();
    page.locator("#limit-series").selectOption("low");
    page.locator("#limit-side").selectOption("above");
    page.locator("#limit-value").fill("20");
    button("Add limit").click();
    assertThat(page).hasURL(Pattern.compile("&limit=low.count.above.20$"));
    awaitText("#alarm", "^low count above 20 since ");
    await("streamproc.state().under.levels.length === 1");
    assertTrue(number(REDDISH) > before + 5_000, "the part beyond the limit");
    button("Mean").click(); // the limit is on another measure, and still watched
    await("!streamproc.state().under.levels.some(level => level.side)");
    assertThat(page.locator("#alarm")).isVisible();
  }

  @Test
  @DisplayName("a hidden page watches the limits")
  void hidden() {
    openLive("?range=1m&limit=low.count.below.1");
    eval(
        "{ Object.defineProperty(document, 'hidden', { configurable: true, get: () => true });"
            + " document.dispatchEvent(new Event('visibilitychange')); }");
    long drawn = number("streamproc.state().drawn");
    feed.stop(SeriesName.LOW);
    page.waitForCondition(() -> page.title().equals("⚠ 1 limit crossed – StreamProc"));
    assertTrue(number("streamproc.state().drawn") <= drawn + 1, "drawn while hidden");
  }
}
