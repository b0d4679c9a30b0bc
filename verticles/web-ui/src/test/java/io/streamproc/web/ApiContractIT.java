package io.streamproc.web;

import static io.streamproc.web.TestKeys.key;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.streamproc.core.Names;
import io.streamproc.core.auth.ApiKey;
import io.streamproc.core.auth.KeyFile;
import io.streamproc.core.auth.Scope;
import io.streamproc.core.bus.ProducerState;
import io.streamproc.core.series.SeriesName;
import io.streamproc.testkit.ApiContract;
import io.streamproc.testkit.Exchange;
import io.streamproc.testkit.RawSocket;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The tests of web-ui check every other response as well, see {@link RunningWebUi}. */
@DisplayName("The description of web-ui's API")
@Timeout(120)
class ApiContractIT {
  private static final String CLOSED = "/api/series?from=0&to=60000&step=5s";
  private static final String REPLAY = "/api/dead/replay";
  private static final String WANTED = "{\"sources\":[\"events-0@1\",\"events-0@2\"]}";
  private static final String EVENTS = "/api/events";
  private static final String PRODUCER = "/api/producer";
  private static final int ANY = 0;
  private static final String LIVE = StreamApi.PATH;

  @TempDir private Path folder;

  private final ApiContract contract = ApiContract.of("web-ui");
  private final ApiKey.Created reader = key("reader", Scope.READ);
  private final ApiKey.Created shipper = key("shipper", Scope.INGEST);
  private final ApiKey.Created operator = key("operator", Scope.ADMIN);
  private RunningWebUi web;
  private volatile boolean silent;

  /**
   * @param target one that succeeds with the operator's key
   * @param status the status of its success
   * @param body of the request
   */
  private record Operation(String method, String target, int status, String body) {
    private Operation(String method, String target) {
      this(method, target, method.equals("OPTIONS") || target.equals("/logout") ? 204 : 200, "");
    }

    String path() {
      return target.split("\\?", 2)[0];
    }
  }

  private static final List<Operation> OPERATIONS =
      List.of(
          new Operation("GET", CLOSED),
          new Operation("HEAD", CLOSED),
          new Operation("OPTIONS", "/api/series"),
          new Operation("GET", LIVE),
          new Operation("HEAD", LIVE),
          new Operation("OPTIONS", LIVE),
          new Operation("GET", "/api/pipeline"),
          new Operation("HEAD", "/api/pipeline"),
          new Operation("OPTIONS", "/api/pipeline"),
          new Operation("GET", "/api/dead?open=true&limit=5"),
          new Operation("POST", REPLAY, 200, WANTED),
          new Operation("POST", EVENTS, 202, "{\"amount\":1}"),
          new Operation("GET", EVENTS + "?id=unknown", 404, ""),
          new Operation("GET", PRODUCER),
          new Operation("POST", PRODUCER, 200, "{\"rate\":5}"),
          new Operation("GET", "/api/verify"),
          new Operation("GET", "/login"),
          new Operation("POST", "/login"),
          new Operation("POST", "/logout"),
          new Operation("GET", "/openapi.yaml"));

  private void start(Map<String, String> more) throws IOException {
    Path file = folder.resolve("keys.json");
    new KeyFile(file)
        .change(none -> none.with(reader.key()).with(shipper.key()).with(operator.key()));
    Map<String, String> settings = new HashMap<>(more);
    settings.put("security.keys", file.toString());
    settings.put("web-ui.query-timeout", "300ms");
    settings.put("web-ui.max-sockets", "1");
    web = new RunningWebUi(settings);
  }

  @AfterEach
  void stop() {
    web.close();
  }

  @Test
  @DisplayName("is valid, and each of its statuses occurs, and no other")
  void statuses() throws Exception {
    start(Map.of());
    assertEquals(List.of(), ApiContract.problemsOfDocument(web.vertx));
    send("GET", CLOSED, 503);
    send("HEAD", CLOSED, 503);
    for (String path : List.of("/api/dead", "/api/verify")) {
      send("GET", path, 503);
    }
    send("POST", REPLAY, 503);
    send("POST", EVENTS, 503);
    send("GET", PRODUCER, 404);
    send("POST", PRODUCER, 404);
    standInForOthers();
    new StandInAuditor(web.vertx).start().put(1, "{\"amount\":1}", "a reason");
    StandInAggregator aggregator = new StandInAggregator(web.vertx).start();
    aggregator.put(SeriesName.HIGH, 5_000, 3, 7.5);
    for (Operation one : OPERATIONS) {
      succeedAndFail(one);
    }
    for (String method : List.of("GET", "HEAD")) {
      send(method, "/api/series?step=3s", 400);
      send(method, LIVE + "?step=1h", 400);
      send(method, CLOSED, 406, "Accept: text/html");
      send(method, LIVE, 406, "Accept: text/html");
      send(method, CLOSED, 200, "Accept: text/csv");
      send(method, CLOSED, 304, "If-None-Match: " + tag(CLOSED));
    }
    send("GET", "/api/dead?limit=201", 400);
    exchange("POST", REPLAY, 400, "{}", List.of(authorization()));
    exchange("POST", REPLAY, 413, "x".repeat(70_000), List.of(authorization()));
    submitted();
    produced();
    send("GET", "/openapi.yaml", 304, "If-None-Match: " + tag("/openapi.yaml"));
    tooManyStreams();
    web.close();
    tooManyRequests();
    assertEquals(contract.documented(), contract.seen());
  }

  private void succeedAndFail(Operation one) throws IOException {
    send(one.method, one.target, one.status);
    if (contract.documented().get(contract.id(one.method, one.path())).contains(401)) {
      exchange(one.method, one.target, 401, List.of());
      ApiKey.Created lesser = one.status == 202 ? reader : shipper;
      exchange(one.method, one.target, 403, List.of("Authorization: Bearer " + lesser.token()));
    }
    send(one.method, one.target, 403, "Origin: https://foreign.example");
    send(one.method, one.path() + "?" + "x".repeat(10_000), 414);
    send(one.method, one.target, 431, "X-Long: " + "x".repeat(20_000));
    exchange(one.method, one.target, 421, List.of("Host: foreign.example"));
    String other = one.path().equals("/logout") ? "GET" : "DELETE";
    send(other, one.path(), 405);
  }

  /** Takes the places of an event-api and a producer, which are silent while it is set. */
  private void standInForOthers() {
    web.vertx
        .eventBus()
        .consumer(Names.BUS_INGEST, m -> m.reply(answer(new JsonObject().put("accepted", 1))));
    ProducerState state = new ProducerState(5, "uniform", List.of("uniform"), 10);
    web.vertx.eventBus().consumer(Names.BUS_PRODUCER, m -> m.reply(answer(state.toJson())));
  }

  private Object answer(JsonObject usual) {
    return silent ? new ReplyException(ReplyFailure.TIMEOUT, "silent") : usual;
  }

  private void submitted() throws IOException {
    List<String> admin = List.of(authorization());
    exchange("POST", EVENTS, 400, "[]", admin);
    exchange("POST", EVENTS, 413, "x".repeat(2_000), admin);
    exchange("POST", EVENTS, 415, "x", List.of(authorization(), "Content-Type: text/plain"));
    String response = exchange("POST", EVENTS, 202, admin);
    String id = response.replaceAll("(?s).*\"id\":\"([^\"]+)\".*", "$1");
    send("GET", EVENTS + "?id=" + id, 200);
    silent = true;
    send("POST", EVENTS, 504);
    silent = false;
  }

  private void produced() throws IOException {
    List<String> admin = List.of(authorization());
    exchange("POST", PRODUCER, 400, "[]", admin);
    exchange("POST", PRODUCER, 413, "x".repeat(2_000), admin);
    silent = true;
    send("GET", PRODUCER, 504);
    send("POST", PRODUCER, 504);
    silent = false;
  }

  private String tag(String target) throws IOException {
    String head = exchange("GET", target, 200, List.of(authorization()));
    return head.lines().filter(l -> l.startsWith("etag: ")).findFirst().orElseThrow().substring(6);
  }

  private void tooManyStreams() throws IOException {
    try (RawSocket first = socket()) {
      first.send(request("GET", LIVE, "", List.of(authorization())));
      assertTrue(first.head().startsWith("HTTP/1.1 200"));
      send("GET", LIVE, 503);
    }
  }

  private void tooManyRequests() throws IOException {
    start(Map.of("http.rate-per-address", "1", "http.rate-burst", "1s"));
    for (Operation one : OPERATIONS) {
      String response = "";
      for (int i = 0; i < 50 && !response.startsWith("HTTP/1.1 429"); i++) {
        response = exchange(one.method, one.target, ANY, List.of());
      }
    }
  }

  private void send(String method, String target, int status, String... headers)
      throws IOException {
    List<String> all = new ArrayList<>(List.of(headers));
    all.add(authorization());
    exchange(method, target, status, all);
  }

  private String authorization() {
    return "Authorization: Bearer " + operator.token();
  }

  private String exchange(String method, String target, int status, List<String> headers)
      throws IOException {
    String path = target.split("\\?", 2)[0];
    String body =
        OPERATIONS.stream()
            .filter(one -> one.method.equals(method) && one.path().equals(path))
            .findFirst()
            .map(Operation::body)
            .orElse("");
    return exchange(method, target, status, body, headers);
  }

  /** Checks the response, and returns it. */
  private String exchange(
      String method, String target, int status, String body, List<String> headers)
      throws IOException {
    String request = request(method, target, body, headers);
    try (RawSocket socket = socket()) {
      socket.send(request);
      String response = socket.head();
      boolean stream = response.contains("content-type: text/event-stream");
      response += stream ? "" : socket.rest();
      Exchange exchange = Exchange.ofRaw(request, response);
      assertTrue(status == ANY || status == exchange.status(), request + response);
      contract.check(exchange);
      return response;
    }
  }

  private RawSocket socket() throws IOException {
    return new RawSocket(web.port(), Duration.ofSeconds(20));
  }

  private static String request(String method, String target, String body, List<String> headers) {
    StringBuilder head = new StringBuilder(method + " " + target + " HTTP/1.1\r\n");
    if (headers.stream().noneMatch(header -> header.startsWith("Host:"))) {
      head.append("Host: localhost\r\n");
    }
    headers.forEach(header -> head.append(header).append("\r\n"));
    if (!body.isEmpty()) {
      if (headers.stream().noneMatch(header -> header.startsWith("Content-Type:"))) {
        head.append("Content-Type: application/json\r\n");
      }
      head.append("Content-Length: ").append(body.length()).append("\r\n");
    }
    return head + "Connection: close\r\n\r\n" + body;
  }
}
