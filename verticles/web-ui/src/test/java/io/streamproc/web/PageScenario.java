package io.streamproc.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions.HasTextOptions;
import com.microsoft.playwright.options.AriaRole;
import io.streamproc.testkit.Chromium;
import java.time.Duration;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

/** The page in a browser, served by the role, with a stand-in aggregator that has events. */
@Timeout(90)
abstract class PageScenario {
  static final double PATIENCE = 30_000;
  static final long SECOND = 1_000;

  static final Duration TEN_SECONDS = Duration.ofSeconds(10);

  static final String DRAWN = "streamproc.state().columns[1].filter(v => v !== null).length";

  private static Chromium chromium;

  RunningWebUi web;
  StandInAggregator aggregator;
  PageFeed feed;
  BrowserContext context;
  Page page;

  @BeforeAll
  static void launch() {
    chromium = Chromium.require("tests of the page");
  }

  @AfterAll
  static void quit() {
    if (chromium != null) {
      chromium.close();
    }
  }

  @BeforeEach
  void start() {
    web = new RunningWebUi();
    aggregator = new StandInAggregator(web.vertx).start();
    feed = new PageFeed(web.vertx, aggregator, 55);
  }

  @AfterEach
  void stop() {
    if (context != null) {
      context.close();
    }
    web.close();
  }

  final void tab(NewContextOptions options) {
    context = chromium.browser().newContext(options);
    context.setDefaultTimeout(PATIENCE);
    page = context.newPage();
  }

  final void open(String query) {
    open(query, new NewContextOptions());
  }

  final void open(String query, NewContextOptions options) {
    tab(options);
    page.navigate(web.url("/" + query));
  }

  final void openLive(String query) {
    open(query);
    awaitText("#status-text", "^Live$");
  }

  final void awaitText(String selector, String pattern) {
    assertThat(page.locator(selector))
        .hasText(Pattern.compile(pattern), new HasTextOptions().setTimeout(PATIENCE));
  }

  final void await(String condition) {
    page.waitForFunction("() => " + condition);
  }

  final Object eval(String expression) {
    return page.evaluate("() => " + expression);
  }

  final long number(String expression) {
    return ((Number) eval(expression)).longValue();
  }

  final Locator button(String name) {
    return page.getByRole(
        AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
  }

  /** Waits until the live window has moved on by so many seconds. */
  final void awaitMove(int seconds) {
    long from = number("streamproc.state().window.to");
    await("streamproc.state().window.to >= " + (from + seconds * SECOND));
  }
}
