package io.streamproc.web;

import static io.streamproc.web.TestKeys.key;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.streamproc.core.Names;
import io.streamproc.core.auth.ApiKey;
import io.streamproc.core.auth.KeyFile;
import io.streamproc.core.auth.Scope;
import io.streamproc.core.bus.ReplayRequest;
import io.streamproc.core.bus.VerifyReport;
import io.streamproc.testkit.LoggedLines;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The API of dead letters")
@Timeout(60)
class DeskApiIT {
  private static final String REPLAY = "/api/dead/replay";
  private static final String ONE = "{\"sources\":[\"events-0@1\"]}";

  @RegisterExtension private final LoggedLines logged = LoggedLines.of(Auditors.class);
  @TempDir private Path folder;

  private final ApiKey.Created reader = key("reader", Scope.READ);
  private final ApiKey.Created shipper = key("shipper", Scope.INGEST);
  private final ApiKey.Created operator = key("operator", Scope.ADMIN);
  private RunningWebUi web;
  private StandInAuditor auditor;

  @BeforeEach
  void start() throws Exception {
    Path file = folder.resolve("keys.json");
    new KeyFile(file)
        .change(none -> none.with(reader.key()).with(shipper.key()).with(operator.key()));
    web =
        new RunningWebUi(Map.of("security.keys", file.toString(), "web-ui.query-timeout", "500ms"));
    auditor = new StandInAuditor(web.vertx).start();
    auditor.put(1, "{\"amount\":7}", "a store refused it");
    auditor.put(2, "<script>", "no JSON");
  }

  @AfterEach
  void stop() {
    web.close();
  }

  private static String[] bearer(ApiKey.Created key) {
    return new String[] {"Authorization", "Bearer " + key.token()};
  }

  private JsonObject get(String path) {
    HttpResponse<String> answer = web.get(path, bearer(reader));
    assertEquals(200, answer.statusCode(), answer.body());
    return new JsonObject(answer.body());
  }

  @Test
  @DisplayName("lists them for a key with the scope read")
  void list() {
    JsonObject page = get("/api/dead?limit=1&open=true");
    assertEquals(2, page.getInteger("open"));
    JsonObject letter = page.getJsonArray("letters").getJsonObject(0);
    assertEquals("<script>", letter.getString("value"));
    JsonObject next = get("/api/dead?limit=1&open=true&before=" + page.getString("next"));
    assertEquals("events-0@1", next.getJsonArray("letters").getJsonObject(0).getString("source"));
    assertEquals(401, web.get("/api/dead").statusCode());
    assertEquals(403, web.get("/api/dead", bearer(shipper)).statusCode());
  }

  @ParameterizedTest
  @DisplayName("names a wrong parameter")
  @CsvSource({
    "limit=x, limit",
    "limit=201, limit",
    "open=yes, open",
    "from=3, from",
    "limit=1&limit=2, limit",
  })
  void wrong(String query, String parameter) {
    HttpResponse<String> answer = web.get("/api/dead?" + query, bearer(reader));
    assertEquals(400, answer.statusCode());
    assertEquals(parameter, new JsonObject(answer.body()).getString("parameter"));
  }

  @Test
  @DisplayName("replays for a key with the scope admin only")
  void scopes() {
    assertEquals(401, web.post(REPLAY, ONE).statusCode());
    assertEquals(403, web.post(REPLAY, ONE, bearer(reader)).statusCode());
    assertEquals(403, web.post(REPLAY, ONE, bearer(shipper)).statusCode());
    for (String path : List.of("//api/dead/replay", "/api/dead/replay/", "/x/../api/dead/replay")) {
      HttpResponse<String> answer = web.post(path, ONE, bearer(reader));
      assertTrue(Set.of(403, 404, 405).contains(answer.statusCode()), path + answer.statusCode());
    }
    HttpResponse<String> cookie = web.post(REPLAY, ONE, "Cookie", "streamproc=" + reader.token());
    assertEquals(403, cookie.statusCode());
    assertEquals(List.of(), auditor.replays());
    HttpResponse<String> answer = web.post(REPLAY, ONE, bearer(operator));
    assertEquals(200, answer.statusCode(), answer.body());
    assertTrue(answer.body().contains("\"outcome\":\"replayed\""), answer.body());
    assertEquals(List.of(new ReplayRequest(List.of("events-0@1"), false)), auditor.replays());
  }

  @Test
  @DisplayName("takes a key of the request before that of the cookie")
  void keyForOneRequest() {
    HttpResponse<String> answer =
        web.post(
            REPLAY,
            ONE,
            "Cookie",
            "streamproc=" + reader.token(),
            "Authorization",
            "Bearer " + operator.token());
    assertEquals(200, answer.statusCode(), answer.body());
    assertTrue(answer.headers().firstValue("Set-Cookie").isEmpty(), "nothing is kept");
  }

  @ParameterizedTest
  @DisplayName("refuses replays that a page of another site causes, whatever key the browser has")
  @CsvSource({"Origin, https://evil.example", "Sec-Fetch-Site, cross-site", "Origin, null"})
  void otherSites(String header, String value) {
    HttpResponse<String> answer =
        web.post(REPLAY, ONE, "Cookie", "streamproc=" + operator.token(), header, value);
    assertEquals(403, answer.statusCode());
    assertEquals(List.of(), auditor.replays());
  }

  @ParameterizedTest
  @DisplayName("refuses bodies that are no request to replay")
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "{",
        "{}",
        "{\"sources\":[]}",
        "{\"sources\":[7]}",
        "{\"sources\":[\"events-0@1\"],\"dryRun\":\"yes\"}",
        "{\"sources\":[\"events-0@1\"],\"all\":true}",
      })
  void malformed(String body) {
    HttpResponse<String> answer = web.post(REPLAY, body, bearer(operator));
    assertEquals(400, answer.statusCode(), answer.body());
    assertEquals(List.of(), auditor.replays());
  }

  @Test
  @DisplayName("logs who has replayed what, and not what was only tried")
  void logs() {
    web.post(REPLAY, "{\"sources\":[\"events-0@1\"],\"dryRun\":true}", bearer(operator));
    assertEquals(List.of(), logged.lines());
    web.post(REPLAY, ONE, bearer(operator));
    String who = "INFO key:" + operator.key().id();
    assertEquals(
        List.of(who + " replays 1 dead letters: events-0@1", who + " replayed 1 of them"),
        logged.lines());
  }

  @Test
  @DisplayName("tells the last verify, or that there is none")
  void verify() {
    assertNull(get("/api/verify").getValue("last"));
    auditor.verified(
        new VerifyReport.Result(7, "an id", true, new JsonObject().put("accepted", 3)));
    assertEquals(
        3, get("/api/verify").getJsonObject("last").getJsonObject("counts").getInteger("accepted"));
    assertEquals(401, web.get("/api/verify").statusCode());
  }

  @Test
  @DisplayName("says why there is no answer")
  void noAnswer() {
    auditor.fail("Kafka at kafka:9092: timed out");
    assertEquals("the auditor says: Kafka at kafka:9092: timed out", unavailable());
    auditor.stop();
    assertEquals("no auditor is running", unavailable());
    web.vertx.eventBus().consumer(Names.BUS_DEAD_LIST, message -> {});
    assertTrue(unavailable().startsWith("the auditor did not answer in time"), unavailable());
  }

  private String unavailable() {
    HttpResponse<String> answer = web.get("/api/dead", bearer(reader));
    assertEquals(503, answer.statusCode(), answer.body());
    assertEquals("2", answer.headers().firstValue("Retry-After").orElseThrow());
    return new JsonObject(answer.body()).getString("detail");
  }
}
