package io.streamproc.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.options.ColorScheme;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("By axe-core's rules of WCAG 2.2 AA the page")
class AxeIT extends PageScenario {
  static final List<String> RULES = List.of("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa");

  @ParameterizedTest
  @EnumSource(
      value = ColorScheme.class,
      names = {"LIGHT", "DARK"})
  @DisplayName("has no fault, also with everything open, on a telephone, and without data")
  void accessible(ColorScheme scheme) {
    open(
        "?range=1m&limit=high.count.below.1&compare=1d",
        new NewContextOptions().setColorScheme(scheme));
    awaitText("#status-text", "^Live$");
    await(DRAWN + " >= 50");
    assertAccessible();
    eval("document.querySelectorAll('.foot details').forEach(one => { one.open = true; })");
    page.locator("#options summary").click();
    feed.stop();
    awaitText("#status-text", "^Stale: ");
    assertThat(page.locator("#alarm")).isVisible();
    assertAccessible();
    page.locator("#share summary").click();
    assertAccessible();
    button("Help").click();
    assertAccessible();
    page.setViewportSize(320, 640);
    assertAccessible();
  }

  private void assertAccessible() {
    List<String> faults =
        new AxeBuilder(page)
            .withTags(RULES).analyze().getViolations().stream()
                .flatMap(
                    rule ->
                        rule.getNodes().stream().map(node -> rule.getId() + ": " + node.getHtml()))
                .toList();
    assertEquals(List.of(), faults);
  }
}
