package io.streamproc.testkit;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The machine's own Chromium without a window, driven by Playwright; nothing is downloaded. A
 * module that uses it needs Playwright's {@code driver-bundle} at run time.
 */
public final class Chromium implements AutoCloseable {
  private static final Path BINARY = Path.of("/usr/bin/chromium");

  /** No sandbox, because tests may run as root; the rest keeps the browser from calling home. */
  private static final List<String> ARGUMENTS =
      List.of(
          "--no-sandbox",
          "--disable-gpu",
          "--disable-quic",
          "--no-first-run",
          "--disable-background-networking",
          "--disable-component-update",
          "--disable-sync");

  private final Playwright playwright;
  private final Browser browser;

  private Chromium(List<String> more) {
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
   * A running browser, or the test is skipped.
   *
   * @param arguments of the browser's command line, besides the usual ones
   */
  public static Chromium require(String what, String... arguments) {
    Skipped.unless(Files.isExecutable(BINARY), what, "no " + BINARY + ", apt-get install chromium");
    return new Chromium(List.of(arguments));
  }

  /** To be used by the thread that started it, as all of Playwright. */
  public Browser browser() {
    return browser;
  }

  @Override
  public void close() {
    playwright.close();
  }
}
