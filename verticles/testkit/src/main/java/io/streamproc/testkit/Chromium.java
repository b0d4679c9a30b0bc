package io.streamproc.testkit;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The installed Chromium, headless and driven by Playwright; nothing is downloaded. A module that
 * uses it needs Playwright's {@code driver-bundle} at run time.
 */
public final class Chromium implements AutoCloseable {
  private static final Path BINARY = Path.of("/usr/bin/chromium");

  /** How long Playwright's assertions wait, milliseconds: other tests use the same processors. */
  private static final double PATIENCE = 30_000;

  /**
   * No sandbox, because tests may run as root. The other options keep the browser from contacting
   * its vendor.
   */
  private static final List<String> ARGUMENTS =
      List.of(
          "--no-sandbox",
          "--disable-gpu",
          "--disable-quic",
          "--no-first-run",
          "--disable-background-networking",
          "--disable-component-update",
          "--disable-sync");

  private final NetworkLock network = NetworkLock.use();
  private final Playwright playwright;
  private final Browser browser;

  private Chromium(List<String> more) {
    PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE);
    playwright =
        Playwright.create(
            new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    List<String> arguments = new ArrayList<>(ARGUMENTS);
    arguments.addAll(more);
    browser =
        playwright
            .chromium()
            .launch(new BrowserType.LaunchOptions().setExecutablePath(BINARY).setArgs(arguments));
  }

  /**
   * Starts a browser, or skips the test.
   *
   * @param arguments additional arguments of the browser's command line
   */
  public static Chromium require(String what, String... arguments) {
    Skipped.unless(Files.isExecutable(BINARY), what, "no " + BINARY + ", apt-get install chromium");
    return new Chromium(List.of(arguments));
  }

  /** Must be used only by the thread that started it, like all of Playwright. */
  public Browser browser() {
    return browser;
  }

  @Override
  public void close() {
    try {
      playwright.close();
    } finally {
      network.close();
    }
  }
}
