package io.streamproc.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.assertions.LocatorAssertions.IsVisibleOptions;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The page in other languages, by keyboard, and on screens of many sizes. */
class EveryoneIT extends PageScenario {
  @Test
  @DisplayName("a German browser gets German texts and numbers")
  void german() {
    tab(new NewContextOptions().setLocale("de-AT"));
    page.addInitScript(
        "document.addEventListener('readystatechange', () => { window.english ??="
            + " [...document.querySelectorAll('[data-say]')].map(e => e.textContent); })");
    page.navigate(web.url("/?range=1m"));
    awaitText("#status-text", "^Live$");
    assertThat(page.locator("#chart-title")).hasText("Ereignisse je Sekunde");
    awaitText("#tile-high-sub", "^in der letzten Minute, Mittel 7,5$");
    awaitText("#tile-fresh", "^vor (\\d+ ms|\\d,\\d s)$");
    assertEquals("de", eval("document.documentElement.lang"));
    assertEquals(
        List.of(),
        eval(
            "[...document.querySelectorAll('[data-say]')].filter((e, i) =>"
                + " e.textContent === english[i] && !['Link', 'Min', 'Max', 'Band']"
                + ".includes(e.textContent)).map(e => e.outerHTML)"));
  }

  @Test
  @DisplayName("another language is chosen, held by the address and kept by the browser")
  void language() {
    openLive("?range=1m");
    page.locator("#options summary").click();
    button("Deutsch").click();
    assertThat(page.locator("#chart-title")).hasText("Ereignisse je Sekunde");
    assertThat(page).hasURL(Pattern.compile("&lang=de$"));
    page.navigate(web.url("/"));
    assertThat(page.locator("#chart-title")).hasText("Ereignisse je Sekunde");
    page.navigate(web.url("/?lang=en"));
    assertThat(page.locator("#chart-title")).hasText("Events per second");
  }

  @Test
  @DisplayName("? opens the help, Escape closes it, and the focus is where it was")
  void help() {
    openLive("?range=1m");
    page.locator("#chart").focus();
    page.keyboard().press("?");
    assertThat(page.locator("#help")).isVisible();
    page.keyboard().press("Escape");
    assertThat(page.locator("#help")).isHidden();
    assertThat(page.locator("#chart")).isFocused();
    awaitText("#status-text", "^Live$");
    page.locator("#limits-box summary").click();
    page.locator("#limit-value").focus();
    page.keyboard().press("?"); // typed, not meant
    assertThat(page.locator("#help")).isHidden();
  }

  @Test
  @DisplayName("every control has a name, and is reached by the Tab key")
  void controls() {
    openLive("?range=1m");
    page.locator("#limits-box summary").click();
    page.locator("#history summary").click();
    assertEquals(
        List.of(),
        eval(
            "[...document.querySelectorAll('button, input, select, [role=slider]')].filter(e =>"
                + " !(e.textContent.trim() || e.ariaLabel || e.labels?.length)).map(e =>"
                + " e.outerHTML)"));
    assertEquals(
        List.of(),
        eval(
            "[...document.querySelectorAll('button, input, select, [role=slider], summary')]"
                + ".filter(e => e.offsetParent !== null && e.tabIndex < 0).map(e => e.outerHTML)"));
  }

  @Test
  @DisplayName("ctrl and Enter on a series show it alone")
  void alone() {
    openLive("?range=1m");
    button("low").focus();
    page.keyboard().press("Control+Enter");
    assertThat(button("high")).hasAttribute("aria-pressed", "false");
    page.keyboard().press("Enter");
    assertThat(button("low")).hasAttribute("aria-pressed", "false");
  }

  @ParameterizedTest
  @CsvSource({"en, ltr", "de, ltr", "en, rtl"})
  @DisplayName("nothing is wider than the screen, from 320 pixels to 4K, with everything open")
  void sizes(String language, String direction) {
    tab(new NewContextOptions());
    write(direction);
    page.navigate(
        web.url("/?range=24h&measure=mean&compare=1d&limit=high.mean.above.7&lang=" + language));
    awaitText("#status-text", "^Live$");
    for (String box : List.of("#history", "#limits-box", "#table-box", "#options")) {
      page.locator(box + " > summary").click();
    }
    for (int[] size :
        new int[][] {{320, 640}, {640, 450}, {768, 1024}, {1280, 900}, {3840, 2160}}) {
      page.setViewportSize(size[0], size[1]);
      await("document.documentElement.scrollWidth === " + size[0]);
      assertThat(page.locator("#panels"))
          .isVisible(new IsVisibleOptions().setVisible(size[0] >= 1_600));
    }
  }

  /** As a language does whose script is written in this direction. */
  private void write(String direction) {
    page.addInitScript(
        "document.addEventListener('readystatechange', () => {"
            + " document.documentElement.dir = '"
            + direction
            + "'; })");
  }

  @Test
  @DisplayName("from right to left: the page is mirrored, and time still runs to the right")
  void rightToLeft() {
    tab(new NewContextOptions());
    write("rtl");
    page.navigate(web.url("/?range=1m"));
    awaitText("#status-text", "^Live$");
    assertTrue(left("h1") > left("#status"), "the title is on the right");
    assertTrue(left("#status") > left("#help-button"), "the buttons are on the left");
    await(DRAWN + " >= 50");
    double axis = left("#chart .u-over") - left("#chart");
    assertTrue(axis > 30, "the axis is " + axis + " pixels wide");
    page.locator("#chart").focus();
    page.keyboard().press("ArrowLeft");
    double later = left("#chart .u-cursor-x");
    page.keyboard().press("ArrowLeft");
    assertTrue(left("#chart .u-cursor-x") < later, "left is earlier");
  }

  private double left(String selector) {
    return page.locator(selector).boundingBox().x;
  }

  @Test
  @DisplayName("on a wide screen the other measures are drawn below, and can be left out")
  void panels() {
    open("?range=1m", new NewContextOptions().setViewportSize(2560, 1440));
    awaitText("#status-text", "^Live$");
    assertThat(page.locator("#panels figure:visible figcaption"))
        .hasText(
            new String[] {
              "Events per second, by second",
              "Mean amount, by second",
              "Sum of amounts per second",
              "Least amount, by second",
              "Greatest amount, by second"
            });
    await(
        "[...document.querySelectorAll('#panels canvas')].every(c => c.getContext('2d')"
            + ".getImageData(0, 0, c.width, c.height).data.some(v => v > 0))");
    button("Mean").click();
    assertThat(page.locator("#panels figure:visible figcaption").first())
        .hasText("Events per second");
    page.locator("#options summary").click();
    button("Small charts below the chart").click();
    assertThat(page.locator("#panels")).isHidden();
    assertThat(page).hasURL(Pattern.compile("&panels=off$"));
  }
}
