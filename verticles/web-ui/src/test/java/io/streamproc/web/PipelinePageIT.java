package io.streamproc.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page.EmulateMediaOptions;
import com.microsoft.playwright.WebSocketRoute;
import com.microsoft.playwright.assertions.LocatorAssertions.HasTextOptions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.Media;
import io.streamproc.core.Names;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The strip of the pipeline: what is painted is what {@code /api/pipeline} says. */
class PipelinePageIT extends PageScenario {
  private static final String WHY = "connect to <Timescale>: refused; retrying in 2 s";
  private static final String FIRST = "0f0e0d0c-first";

  private FakeRole second;

  @BeforeEach
  void report() {
    new FakeRole(web.vertx, FIRST, "tally", 1_000);
    second = new FakeRole(web.vertx, "1f1e1d1c-second", "tally", 200).lagging(1_500);
    second.notReady("tally-kafka", WHY);
  }

  private Locator stage(String role) {
    return page.locator("#stages [data-role='" + role + "']");
  }

  private void awaitPainted() {
    assertThat(stage("tally").locator(".flow").first())
        .hasText("in 1,200 events/s", new HasTextOptions().setTimeout(PATIENCE));
  }

  @Test
  @DisplayName("each role has its box, with the state, the rates and the reason that the API has")
  void painted() {
    openLive("?range=1m");
    awaitPainted();
    JsonArray roles = new JsonObject(web.get("/api/pipeline").body()).getJsonArray("roles");
    assertEquals(2, roles.size(), roles.encode());
    for (int i = 0; i < roles.size(); i++) {
      JsonObject role = roles.getJsonObject(i);
      Locator box = page.locator("#stages li button").nth(i);
      assertThat(box).hasAttribute("data-role", role.getString("name"));
      assertThat(box).hasAttribute("data-state", role.getString("state"));
    }
    JsonObject figures = roles.getJsonObject(1).getJsonObject("figures");
    assertEquals(1_200, figures.getJsonObject("rates").getDouble("eventsIn"), 0.01);
    assertEquals(600, figures.getJsonObject("rates").getDouble("eventsOut"), 10);
    assertEquals(1_500, figures.getJsonObject("gauges").getDouble("lag"));
    assertThat(stage("tally").locator(".state")).hasText("not ready");
    assertThat(stage("tally").locator(".count")).hasText("1 ready, 1 not ready");
    assertThat(stage("tally").locator(".lag")).hasText("lag 1,500, 15 s");
    assertThat(stage("tally").locator(".trouble")).hasText("dead letters 6");
    assertThat(stage("tally").locator(".why")).hasText(WHY);
    assertThat(stage("web-ui").locator(".state")).hasText("degraded");
    assertThat(stage("web-ui").locator(".why")).hasText("no aggregator has announced itself");
    assertThat(stage("web-ui").locator(".flow").first())
        .hasText(Pattern.compile("^in \\d.*updates/s$"));
    second.fallSilent();
    assertThat(stage("tally").locator(".count"))
        .hasText("1 ready, 1 silent", new HasTextOptions().setTimeout(PATIENCE));
    assertThat(stage("tally")).hasAttribute("data-state", "silent");
    assertThat(stage("tally").locator(".flow").first()).hasText("in 1,000 events/s");
  }

  @Test
  @DisplayName("the dialog has each instance with its reasons, by mouse and keys, in German too")
  void dialog() {
    open("?range=1m&lang=de&zone=utc");
    stage("tally").click();
    Locator dialog = page.getByRole(AriaRole.DIALOG);
    assertThat(dialog.locator("h2")).hasText("tally");
    assertThat(dialog.locator("tbody tr")).hasCount(2);
    Locator row = dialog.locator("tbody tr").nth(1);
    assertThat(row.locator("th")).hasText("1f1e1d1c");
    assertThat(row.locator("td").nth(0)).hasText("2023-11-14 22:13:20Z");
    assertThat(row.locator("td").nth(1)).hasText("✕ nicht bereit");
    assertThat(row.locator("td").nth(2)).hasText("tally-kafka: " + WHY);
    assertThat(row.locator("td").nth(3)).containsText("Ereignisse ein");
    page.keyboard().press("Escape");
    assertThat(dialog).isHidden();
    assertThat(stage("tally")).isFocused();
    page.keyboard().press("Shift+Tab");
    page.keyboard().press("Enter");
    assertThat(page.getByRole(AriaRole.DIALOG).locator("h2")).hasText("web-ui");
    page.keyboard().press("Enter"); // the button of the dialog has the focus
    assertThat(page.getByRole(AriaRole.DIALOG)).isHidden();
  }

  @Test
  @DisplayName("it fits into 320 pixels, is not printed, and not in a frame")
  void places() {
    open("?range=1m", new NewContextOptions().setViewportSize(320, 640));
    awaitPainted();
    assertEquals(320, number("document.documentElement.scrollWidth"));
    stage("tally").click();
    assertThat(page.getByRole(AriaRole.DIALOG)).isVisible();
    assertTrue(number("document.getElementById('pipeline-detail').offsetWidth") <= 320);
    page.keyboard().press("Escape");
    page.emulateMedia(new EmulateMediaOptions().setMedia(Media.PRINT));
    assertThat(page.locator("#pipeline")).isHidden();
    context.close();
    openLive("?range=1m&embed=1");
    assertThat(page.locator("#pipeline")).isHidden();
    assertEquals(0L, number("document.querySelectorAll('link[href*=\"pipeline\"]').length"));
  }

  @Test
  @DisplayName("a hidden page does not listen, and does again when it is seen")
  void hidden() {
    Set<String> sent = ConcurrentHashMap.newKeySet();
    tab(new NewContextOptions());
    page.onWebSocket(socket -> socket.onFrameSent(frame -> sent.add(frame.text())));
    page.navigate(web.url("/?range=1m"));
    awaitPainted();
    hide(true);
    page.waitForCondition(() -> sent.stream().anyMatch(frame -> isAbout(frame, "unregister")));
    assertEquals(1, sent.stream().filter(frame -> isAbout(frame, "unregister")).count());
    eval("document.querySelector('[data-role=tally] .flow').textContent = 'old'");
    hide(false);
    awaitPainted();
  }

  private void hide(boolean hidden) {
    page.evaluate(
        """
        hidden => {
          Object.defineProperty(document, 'hidden', { value: hidden, configurable: true });
          document.dispatchEvent(new Event('visibilitychange'));
        }
        """,
        hidden);
  }

  private static boolean isAbout(String frame, String type) {
    return frame.contains("\\\"" + type + "\\\"") && frame.contains(Names.BUS_PIPELINE);
  }

  @Test
  @DisplayName("a server that knows nothing of it: the page says so and is live")
  void unknownToServer() {
    tab(new NewContextOptions());
    List<String> errors = new CopyOnWriteArrayList<>();
    page.onPageError(errors::add);
    page.routeWebSocket(
        "**",
        socket -> {
          WebSocketRoute server = socket.connectToServer();
          socket.onMessage(
              frame -> {
                String text = frame.text();
                server.send(text.replace(Names.BUS_PIPELINE, Names.BUS_ROLES)); // it is refused
              });
        });
    page.navigate(web.url("/?range=1m"));
    awaitText("#pipeline-note", "^No figures from the roles$");
    awaitText("#status-text", "^Live$");
    assertThat(page.locator("#stages li")).hasCount(0);
    assertEquals(List.of(), errors);
  }
}
