package io.streamproc.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.streamproc.web.TestKeys.key;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.deque.html.axecore.results.Rule;
import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.Route.FulfillOptions;
import com.microsoft.playwright.options.Cookie;
import io.streamproc.core.auth.ApiKey;
import io.streamproc.core.auth.KeyFile;
import io.streamproc.core.auth.Scope;
import io.streamproc.core.bus.ReplayRequest;
import io.streamproc.core.bus.VerifyReport;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The desk of dead letters, for a browser that is logged in with the scope read. */
class DeskIT extends PageScenario {
  private static final String MARKUP = "<img src=x onerror=\"document.title='owned'\">";
  private static final String REPLAYABLE = "{\"amount\":7}";

  @TempDir private Path folder;

  private final ApiKey.Created reader = key("reader", Scope.READ);
  private final ApiKey.Created operator = key("operator", Scope.ADMIN);
  private StandInAuditor auditor;

  @BeforeEach
  @Override
  void start() {
    Path file = folder.resolve("keys.json");
    try {
      new KeyFile(file).change(none -> none.with(reader.key()).with(operator.key()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    web = new RunningWebUi(Map.of("security.keys", file.toString()));
    aggregator = new StandInAggregator(web.vertx).start();
    feed = new PageFeed(web.vertx, aggregator, 55);
    auditor = new StandInAuditor(web.vertx).start();
    auditor.put(1, REPLAYABLE, "a store refused it");
    auditor.put(2, MARKUP, "no JSON");
  }

  private void openLoggedIn(String query) {
    tab(new NewContextOptions());
    context.addCookies(List.of(new Cookie("streamproc", reader.token()).setUrl(web.url("/"))));
    page.navigate(web.url("/" + query));
    awaitText("#status-text", "^Live$");
  }

  private Locator desk(String selector) {
    return page.locator(("dialog.desk " + selector).strip());
  }

  @Test
  @DisplayName("the button counts dead letters, and opens their list by keyboard; values are text")
  void lists() {
    auditor.verified(
        new VerifyReport.Result(
            System.currentTimeMillis() - 100_000,
            "an id",
            true,
            new JsonObject()
                .put("accepted", 1234)
                .put("high", 1000)
                .put("low", 232)
                .put("dead", 2)
                .put("inFlight", 0)));
    openLoggedIn("?range=1m&zone=utc");
    awaitText("#desk-button", "^Dead letters: 2$");
    page.locator("#desk-button").focus();
    page.keyboard().press("Enter");
    assertThat(desk("tbody tr")).hasCount(2);
    assertThat(desk("tbody tr").first())
        .containsText("no JSON" + MARKUP + "events-0@22023-11-14 22:13:20Z");
    assertThat(desk("tbody tr").first()).containsText("consumer-high, consumer-low–");
    assertEquals(0L, number("document.querySelectorAll('dialog.desk img').length"));
    assertThat(desk(""))
        .containsText(Pattern.compile("Last verify .+ \\(2 min ago\\): balanced. 1,234 accepted"));
    assertEquals(
        List.of(),
        new AxeBuilder(page)
            .withTags(AxeIT.RULES).include("dialog.desk").analyze().getViolations().stream()
                .map(Rule::getHelp)
                .toList());
    page.keyboard().press("Escape");
    assertThat(page.locator("dialog.desk")).isHidden();
    assertThat(page.locator("#desk-button")).isFocused();
    assertTrue(!"owned".equals(page.title()));
  }

  @Test
  @DisplayName("a replay is tried first, and needs a key with the scope admin, which is forgotten")
  void replays() {
    openLoggedIn("?range=1m");
    page.locator("#desk-button").click();
    page.getByLabel("Select all that are shown").check();
    button("Try a replay of 2").click();
    assertThat(desk("")).containsText("A replay needs a key with the scope admin: ");
    assertThat(page.locator("#desk-key")).isFocused();
    page.keyboard().type(operator.token());
    page.keyboard().press("Enter");
    assertThat(desk("")).containsText("1 would be replayed, 1 is still invalid");
    assertEquals(List.of(), auditor.replays());
    assertThat(button("Replay 1")).isFocused();
    page.keyboard().press("Enter");
    assertThat(desk("")).containsText("1 was replayed");
    assertThat(desk("tbody tr")).hasCount(1);
    assertThat(desk("")).containsText("1 of 2 not replayed");
    assertEquals(List.of(new ReplayRequest(List.of("events-0@1"), false)), auditor.replays());
    assertThat(page.locator("#desk-key")).hasValue("");
    assertThat(page.locator("#desk-button")).hasText("Dead letters: 1");
    assertEquals(reader.token(), context.cookies().get(0).value);
    desk("input[type=checkbox]").first().uncheck(); // only those that were not replayed
    assertThat(desk("tbody tr")).hasCount(2);
    assertThat(desk("tbody tr").last()).containsText("events-1@1");
    assertThat(desk("tbody input")).hasCount(1);
  }

  @Test
  @DisplayName("a try that is answered after other letters were selected is not theirs")
  void otherLettersMeanwhile() {
    openLoggedIn("?range=1m");
    page.locator("#desk-button").click();
    desk("tbody input").last().check(); // the one that could be replayed
    List<Route> held = new ArrayList<>();
    page.route("**/api/dead/replay", held::add);
    button("Try a replay of 1").click();
    await("document.querySelector('dialog.desk').textContent.includes('Trying')");
    desk("tbody input").last().uncheck();
    page.waitForCondition(() -> !held.isEmpty());
    String answer =
        "{\"dryRun\":true,\"results\":[{\"source\":\"events-1@1\",\"outcome\":\"would-replay\",\"detail\":\"\"}]}";
    held.get(0).fulfill(new FulfillOptions().setContentType("application/json").setBody(answer));
    await("!document.querySelector('dialog.desk').textContent.includes('Trying')");
    assertThat(button("Replay 1")).isHidden();
    assertThat(desk("")).not().containsText("would be replayed");
  }

  @Test
  @DisplayName("a second click while it is loaded opens the same desk")
  void twoClicks() {
    openLoggedIn("?range=1m");
    List<Route> held = new ArrayList<>();
    page.route("**/desk/dialog.js", held::add);
    page.locator("#desk-button").click();
    page.locator("#desk-button").click();
    page.waitForCondition(() -> !held.isEmpty());
    held.forEach(Route::resume);
    assertThat(desk("tbody tr")).hasCount(2);
    assertEquals(1L, number("document.querySelectorAll('dialog.desk').length"));
  }

  @Test
  @DisplayName("says why it has no list, in the viewer's language; in a frame there is no button")
  void absent() {
    openLoggedIn("?range=1m&lang=de");
    assertThat(page.locator("#desk-button")).hasText("Abgelegt: 2");
    auditor.fail("Kafka antwortet nicht");
    page.locator("#desk-button").click();
    assertThat(desk("")).containsText("Nicht ausgeführt: the auditor says: Kafka antwortet nicht");
    context.close();
    auditor.fail(null);
    openLoggedIn("?range=1m&embed=1");
    assertThat(page.locator("#desk-button")).isHidden();
  }
}
