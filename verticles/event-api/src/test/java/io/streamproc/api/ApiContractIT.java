package io.streamproc.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.streamproc.core.auth.ApiKey;
import io.streamproc.core.auth.KeyFile;
import io.streamproc.core.auth.Scope;
import io.streamproc.testkit.ApiContract;
import io.streamproc.testkit.Exchange;
import io.streamproc.testkit.RawSocket;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The tests of event-api check most other responses as well, see {@link ApiServer}. */
@DisplayName("The description of event-api's API")
@Timeout(120)
class ApiContractIT {
  private static final String ONE = "{\"amount\":7}";
  private static final String DESCRIPTION = "/openapi.yaml";
  private static final int ANY = 0;
  private static final int MOST_ATTEMPTS = 5;
  private static KafkaServer kafka;

  @TempDir private Path folder;

  private final ApiContract contract = ApiContract.of("event-api");
  private final ApiKey.Created shipper = key("shipper", Scope.INGEST);
  private final ApiKey.Created reader = key("reader", Scope.READ);

  private static ApiKey.Created key(String name, Scope scope) {
    return ApiKey.create(name, Set.of(scope), Instant.now(), Instant.MAX, new SecureRandom());
  }

  @BeforeAll
  static void startKafka() {
    kafka = KafkaServer.started();
  }

  @AfterAll
  static void stopKafka() throws IOException {
    kafka.close();
  }

  private ApiServer start(Map<String, String> more) throws Exception {
    Path file = folder.resolve("keys.json");
    new KeyFile(file).change(none -> none.with(shipper.key()).with(reader.key()));
    Map<String, String> settings = new HashMap<>(more);
    settings.put("security.keys", file.toString());
    settings.put("event-api.first-byte-timeout", "300ms");
    return new ApiServer(kafka.bootstrapServers(), KafkaServer.uniqueTopic(), settings).ready();
  }

  @Test
  @DisplayName("has each of its statuses, and no other")
  void statuses() throws Exception {
    try (ApiServer api = start(Map.of())) {
      for (String path : List.of("/events", "/")) {
        everyStatus(api, path);
      }
      description(api);
    }
    try (ApiServer api = start(Map.of("http.rate-per-address", "1", "http.rate-burst", "1s"))) {
      untilTooMany(api, "POST", "/events");
      untilTooMany(api, "POST", "/");
      untilTooMany(api, "GET", DESCRIPTION);
    }
    assertEquals(contract.documented(), contract.seen());
  }

  private void everyStatus(ApiServer api, String path) throws IOException {
    post(api, path, 202, ONE, "Content-Type: application/json");
    post(api, path, 202, ONE + "\n" + ONE, "Content-Type: application/x-ndjson");
    post(api, path, 202, "[{\"amount\":1,\"time\":1700000000}]", "Content-Type: application/json");
    post(api, path, 400, "{\"amount\":\"x\"}");
    post(api, path, 400, ONE, "Idempotency-Key:");
    String key = "Idempotency-Key: key-of-" + (path.length() == 1 ? "root" : "events");
    post(api, path, 202, ONE, key);
    assertTrue(post(api, path, 202, ONE, key).contains("Idempotency-Replayed: true"));
    post(api, path, 409, "{\"amount\":8}", key);
    post(api, path, 413, "", "Content-Length: 100000000");
    post(api, path, 415, ONE, "Content-Type: image/png");
    post(api, path, 417, ONE, "Expect: miracles");
    post(api, path, 408, "", "Content-Length: 10");
    post(api, path, 403, ONE, "Origin: https://foreign.example");
    post(api, path, 421, ONE, "Host: foreign.example");
    post(api, path, 431, ONE, "X-Long: " + "x".repeat(20_000));
    post(api, path + "?" + "x".repeat(10_000), 414, ONE);
    exchange(api, "POST", path, 401, ONE, List.of());
    exchange(api, "POST", path, 403, ONE, List.of("Authorization: Bearer " + reader.token()));
    exchange(api, "GET", path, 405, "", List.of("Authorization: Bearer " + shipper.token()));
    api.role.intake().close("the disk is full");
    post(api, path, 503, ONE);
    api.role.intake().open();
  }

  private void description(ApiServer api) throws IOException {
    String answer = exchange(api, "GET", DESCRIPTION, 200, "", List.of());
    String tag =
        answer.lines().filter(l -> l.startsWith("etag: ")).findFirst().orElseThrow().substring(6);
    exchange(api, "GET", DESCRIPTION, 304, "", List.of("If-None-Match: " + tag));
    exchange(api, "HEAD", DESCRIPTION, 200, "", List.of());
    exchange(api, "POST", DESCRIPTION, 405, ONE, List.of());
    exchange(api, "GET", DESCRIPTION, 403, "", List.of("Origin: https://foreign.example"));
    exchange(api, "GET", DESCRIPTION, 421, "", List.of("Host: foreign.example"));
    exchange(api, "GET", DESCRIPTION, 431, "", List.of("X-Long: " + "x".repeat(20_000)));
    exchange(api, "GET", DESCRIPTION + "?" + "x".repeat(10_000), 414, "", List.of());
  }

  private void untilTooMany(ApiServer api, String method, String path) throws IOException {
    List<String> headers = List.of("Authorization: Bearer " + shipper.token());
    String body = method.equals("POST") ? ONE : "";
    String response = "";
    for (int i = 0; i < 50 && !response.startsWith("HTTP/1.1 429"); i++) {
      response = exchange(api, method, path, ANY, body, headers);
    }
  }

  private String post(ApiServer api, String target, int status, String body, String... headers)
      throws IOException {
    List<String> all = new ArrayList<>(List.of(headers));
    all.add("Authorization: Bearer " + shipper.token());
    return exchange(api, "POST", target, status, body, all);
  }

  /**
   * Checks the response, and returns it. Repeats a request that a busy Kafka did not store, as its
   * client has to.
   */
  private String exchange(
      ApiServer api, String method, String target, int status, String body, List<String> headers)
      throws IOException {
    StringBuilder head = new StringBuilder(method + " " + target + " HTTP/1.1\r\n");
    headers.forEach(header -> head.append(header).append("\r\n"));
    addMissing(head, "Host: localhost");
    addMissing(head, "Content-Length: " + body.length());
    head.append("Connection: close\r\n\r\n");
    for (int attempt = 1; ; attempt++) {
      String response = send(api, head + body);
      Exchange exchange = Exchange.ofRaw(head.toString(), response).withRequestBody(body);
      contract.check(exchange);
      if (exchange.status() != 503 || status == 503 || attempt == MOST_ATTEMPTS) {
        assertTrue(status == ANY || status == exchange.status(), head + response);
        return response;
      }
    }
  }

  private static String send(ApiServer api, String request) throws IOException {
    try (RawSocket socket = new RawSocket(api.port(), Duration.ofSeconds(20))) {
      return socket.send(request).rest();
    }
  }

  private static void addMissing(StringBuilder head, String header) {
    if (head.indexOf("\r\n" + header.split(":", 2)[0] + ":") < 0) {
      head.append(header).append("\r\n");
    }
  }
}
