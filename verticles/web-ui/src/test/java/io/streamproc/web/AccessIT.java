package io.streamproc.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.streamproc.web.RunningWebUi.await;
import static io.streamproc.web.TestKeys.key;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.Cookie;
import com.microsoft.playwright.options.SameSiteAttribute;
import io.streamproc.core.auth.ApiKey;
import io.streamproc.core.auth.KeyFile;
import io.streamproc.core.auth.Scope;
import io.streamproc.testkit.Chromium;
import io.vertx.core.http.WebSocket;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("With API keys the page")
@Timeout(120)
class AccessIT {
  private static final double PATIENCE = 30_000;

  @TempDir private Path folder;

  private final ApiKey.Created reader = key("reader", Scope.READ);
  private final ApiKey.Created shipper = key("shipper", Scope.INGEST);
  private KeyFile keys;
  private RunningWebUi web;

  @BeforeEach
  void start() throws Exception {
    Path file = folder.resolve("keys.json");
    keys = new KeyFile(file);
    keys.change(none -> none.with(reader.key()).with(shipper.key()));
    web = new RunningWebUi(Map.of("security.keys", file.toString()));
    StandInAggregator aggregator = new StandInAggregator(web.vertx).start();
    new PageFeed(web.vertx, aggregator, 55);
  }

  @AfterEach
  void stop() {
    web.close();
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "/api/series",
        "/api/series?step=1s",
        "//api/series",
        "/./api/series",
        "/x/../api/series",
        "/%61pi/series",
        "/api/nothing",
        "/eventbus/info",
        "/eventbus/websocket",
        "/%65ventbus/info",
        "/eventbus/000/abcdefgh/xhr",
        "/eventbus/iframe.html",
      })
  @DisplayName("gives its data to nobody without a key, by whatever path")
  void noKey(String path) {
    for (String token : new String[] {null, shipper.token(), "nonsense"}) {
      HttpResponse<String> answer =
          token == null ? web.get(path) : web.get(path, "Authorization", "Bearer " + token);
      assertTrue(
          Set.of(401, 403, 404).contains(answer.statusCode()), path + " " + answer.statusCode());
      assertTrue(!answer.body().contains("series\":{"), answer.body());
    }
  }

  @Test
  @DisplayName("itself is for everyone, and its data for a key with the scope read")
  void letIn() {
    assertEquals(200, web.get("/").statusCode());
    assertEquals(200, web.get("/controls/login.js").statusCode());
    assertEquals(401, web.get("/api/series").statusCode());
    assertEquals(
        403, web.get("/api/series", "Authorization", "Bearer " + shipper.token()).statusCode());
    assertEquals(
        200, web.get("/api/series", "Authorization", "Bearer " + reader.token()).statusCode());
    assertEquals(
        200, web.get("/api/series", "Cookie", "a=b; streamproc=" + reader.token()).statusCode());
  }

  @Test
  @DisplayName(
      "passes on an event for a key with the scope ingest only, and changes the producer for none")
  void submit() {
    String body = "{\"amount\": 1}";
    assertEquals(401, web.post("/api/events", "application/json", body).statusCode());
    assertEquals(
        403,
        web.send("POST", "/api/events", "Cookie", "streamproc=" + reader.token()).statusCode());
    assertEquals(
        415,
        web.send("POST", "/api/events", "Authorization", "Bearer " + shipper.token()).statusCode());
    assertEquals(
        403,
        web.get("/api/events?id=some", "Authorization", "Bearer " + shipper.token()).statusCode());
    assertEquals(
        403,
        web.send("POST", "/api/producer", "Cookie", "streamproc=" + reader.token()).statusCode());
    assertEquals(
        404, web.get("/api/producer", "Cookie", "streamproc=" + reader.token()).statusCode());
  }

  @Test
  @DisplayName("logs in by a cookie that no script reads and no other site sends, and out")
  void cookie() {
    HttpResponse<String> in =
        web.send("POST", "/login", "Authorization", "Bearer " + reader.token());
    assertEquals(200, in.statusCode());
    String cookie = in.headers().firstValue("Set-Cookie").orElseThrow();
    assertTrue(cookie.startsWith("streamproc=" + reader.token()), cookie);
    for (String attribute : List.of("HTTPOnly", "SameSite=Strict", "Path=/", "Max-Age=43200")) {
      assertTrue(cookie.contains(attribute), cookie);
    }
    assertEquals(401, web.send("POST", "/login").statusCode());
    assertEquals(
        403, web.send("POST", "/login", "Authorization", "Bearer " + shipper.token()).statusCode());
    assertEquals(
        403,
        web.send(
                "POST",
                "/login",
                "Authorization",
                "Bearer " + reader.token(),
                "Origin",
                "https://evil.example")
            .statusCode());
    assertEquals(405, web.send("PUT", "/login").statusCode());
    String out = web.send("POST", "/logout").headers().firstValue("Set-Cookie").orElseThrow();
    assertTrue(out.contains("streamproc=;") && out.contains("Max-Age=0"), out);
  }

  @Test
  @DisplayName("learns whether it is logged in, and nothing else, without a valid cookie")
  void loggedIn() {
    assertEquals("{\"loggedIn\":false}", web.get("/login").body());
    for (String key : List.of("nonsense", shipper.token())) {
      assertEquals("{\"loggedIn\":false}", web.get("/login", "Cookie", "streamproc=" + key).body());
    }
    HttpResponse<String> in = web.get("/login", "Cookie", "streamproc=" + reader.token());
    assertEquals("{\"loggedIn\":true}", in.body());
    assertEquals("no-store", in.headers().firstValue("Cache-Control").orElseThrow());
  }

  private WebSocket socket(String... headers) {
    return await(web.connect(headers));
  }

  @Test
  @DisplayName("opens a live connection for a key, and closes it when the key is revoked")
  void live() throws Exception {
    assertEquals("HTTP/1.1 401 Unauthorized", web.refusedSocket(""));
    WebSocket socket = socket("Cookie", "streamproc=" + reader.token());
    CompletableFuture<Short> closed = new CompletableFuture<>();
    socket.closeHandler(v -> closed.complete(socket.closeStatusCode()));
    keys.change(all -> all.revoke("reader", Instant.now()));
    assertEquals((short) LiveBridge.DENIED, closed.get(30, TimeUnit.SECONDS));
  }

  @Test
  @DisplayName("asks a browser for a key once, goes live, and asks again when it is revoked")
  void browser() throws Exception {
    try (Chromium chromium = Chromium.require("the login of the page");
        BrowserContext context = chromium.browser().newContext()) {
      context.setDefaultTimeout(PATIENCE);
      Page page = context.newPage();
      page.navigate(web.url("/"));
      assertThat(page.locator("#status-text")).hasText("Not logged in");
      page.getByLabel("API key or token").fill(shipper.token());
      page.getByLabel("API key or token").press("Enter");
      assertThat(page.locator("#login-problem")).containsText("'read'");
      page.getByLabel("API key or token").fill(reader.token());
      page.getByLabel("API key or token").press("Enter");
      awaitStatus(page, "Live");
      assertThat(page.locator("#login")).isHidden();
      Cookie cookie = context.cookies().get(0);
      assertTrue(cookie.httpOnly && cookie.sameSite == SameSiteAttribute.STRICT);
      assertEquals("", page.evaluate("() => document.cookie"));
      page.reload();
      awaitStatus(page, "Live");
      logOutByKeyboard(page);
      assertEquals(List.of(), context.cookies());
      page.getByLabel("API key or token").fill(reader.token());
      page.getByLabel("API key or token").press("Enter");
      awaitStatus(page, "Live");
      keys.change(all -> all.revoke("reader", Instant.now()));
      assertThat(page.locator("#login")).isVisible(visible());
      awaitStatus(page, "Not logged in");
    }
  }

  /** The tabulator key reaches the help first and then this button. */
  private static void logOutByKeyboard(Page page) {
    assertThat(page.locator("#logout")).isVisible(visible());
    page.keyboard().press("Tab");
    page.keyboard().press("Tab");
    assertThat(page.locator("#logout")).isFocused();
    page.keyboard().press("Enter");
    awaitStatus(page, "Not logged in");
    assertThat(page.locator("#logout")).isHidden();
  }

  private static com.microsoft.playwright.assertions.LocatorAssertions.IsVisibleOptions visible() {
    return new com.microsoft.playwright.assertions.LocatorAssertions.IsVisibleOptions()
        .setTimeout(PATIENCE);
  }

  private static void awaitStatus(Page page, String text) {
    assertThat(page.locator("#status-text"))
        .hasText(
            text,
            new com.microsoft.playwright.assertions.LocatorAssertions.HasTextOptions()
                .setTimeout(PATIENCE));
  }
}
