package io.streamproc.web;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.microsoft.playwright.Browser.NewPageOptions;
import com.microsoft.playwright.Page;
import io.streamproc.testkit.Chromium;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;

/**
 * Runs the tests of the page's pure modules, {@code webroot/test/*.test.js} of the test class path,
 * where the modules run: in a browser, served by the role.
 */
@Timeout(60)
class PageModulesIT {
  private static final List<String> FILES =
      Stream.of(
              "series",
              "axis",
              "arrivals",
              "clock",
              "view",
              "options",
              "layers",
              "brush",
              "tooltip",
              "export",
              "limits",
              "submit",
              "words",
              "pipeline",
              "status",
              "text",
              "desk")
          .map(module -> "/test/" + module + ".test.js")
          .toList();

  @TestFactory
  Stream<DynamicTest> modules() {
    try (Chromium chromium = Chromium.require("tests of the page's modules");
        RunningWebUi web = new RunningWebUi()) {
      Page page =
          chromium.browser().newPage(new NewPageOptions().setTimezoneId("America/St_Johns"));
      page.navigate(web.url("/style.css")); // any document of that origin, but not the page itself
      Object results =
          page.evaluate("async files => (await import('/test/harness.js')).run(files)", FILES);
      assertFalse(((List<?>) results).isEmpty());
      return ((List<?>) results).stream().map(PageModulesIT::report);
    }
  }

  private static DynamicTest report(Object result) {
    Map<?, ?> test = (Map<?, ?>) result;
    return dynamicTest(
        (String) test.get("name"), () -> assertNull(test.get("error"), (String) test.get("name")));
  }
}
