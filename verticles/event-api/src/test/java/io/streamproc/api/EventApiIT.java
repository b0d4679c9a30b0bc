package io.streamproc.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.streamproc.core.Names;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class EventApiIT {
  private static final String ONE = "{\"amount\":7.25,\"time\":1700000000000}";
  private static final String TWO = "{\"amount\":5,\"time\":1700000000001}";

  @RegisterExtension static final RunningApi RUNNING = new RunningApi(Map.of());

  private static void accepts(int count, long before, HttpResponse<String> answer) {
    assertEquals("{\"accepted\":" + count + "}", answer.body());
    assertEquals(202, answer.statusCode());
    assertEquals("application/json", answer.headers().firstValue("content-type").orElse(""));
    assertEquals(before + count, RUNNING.count());
  }

  @Test
  @DisplayName(
      "an object, an array and NDJSON are stored under every content type that allows " + "them")
  void formats() throws Exception {
    String array = "[" + ONE + "," + TWO + "]";
    String lines = ONE + "\n" + TWO + "\n";
    for (String type : MediaTypes.ACCEPTED.split(", ")) {
      boolean ndjson = type.endsWith("ndjson") || type.endsWith("jsonl");
      accepts(1, RUNNING.count(), RUNNING.api().post(type, ONE));
      if (!ndjson) {
        accepts(2, RUNNING.count(), RUNNING.api().post(type + "; charset=UTF-8", array));
      }
      if (!type.equals("application/json")) {
        accepts(2, RUNNING.count(), RUNNING.api().post(type, lines));
      }
    }
    accepts(2, RUNNING.count(), RUNNING.api().post(null, array));
  }

  @Test
  @DisplayName(
      "a time in seconds is stored, and the response over HTTP and the bus contains a " + "warning")
  void otherUnit() throws Exception {
    String body = "[" + ONE + ",{\"amount\":1,\"time\":1700000000}]";
    JsonObject warning =
        new JsonObject()
            .put("index", 1)
            .put("field", "time")
            .put("count", 1)
            .put(
                "message",
                "1700000000 was stored as 1970-01-20T16:13:20Z, but seems to be in seconds; 'time'"
                    + " is in epoch milliseconds or RFC 3339");
    JsonObject expected =
        new JsonObject().put("accepted", 2).put("warnings", new JsonArray().add(warning));
    HttpResponse<String> answer = RUNNING.api().post("application/json", body);
    assertEquals(202, answer.statusCode());
    assertEquals(expected, new JsonObject(answer.body()));
    assertEquals(expected, new JsonObject(RUNNING.api().postKeyed("seconds", body).body()));
    JsonObject overBus =
        RUNNING
            .api()
            .vertx
            .eventBus()
            .<JsonObject>request(Names.BUS_INGEST, body)
            .await(20, TimeUnit.SECONDS)
            .body();
    assertEquals(expected, overBus);
    assertEquals(3, RUNNING.api().counter("suspect-times"));
  }

  @Test
  @DisplayName("requests of the original's producer to / are accepted and stored unchanged")
  void original() throws Exception {
    HttpResponse<String> answer =
        RUNNING
            .api()
            .send(
                RUNNING
                    .api()
                    .request("/")
                    .header("Content-Type", "application/text")
                    .POST(HttpRequest.BodyPublishers.ofString("[{\"time\": 1, \"amount\": 3}]")));
    assertEquals(202, answer.statusCode());
    assertTrue(RUNNING.values().containsKey("{\"amount\":3.0,\"time\":1}"));
  }

  @Test
  @DisplayName("a large request, decoded off the event loop, is stored completely and once")
  void large() throws Exception {
    String body =
        IntStream.range(0, 100_000)
            .mapToObj(i -> "{\"amount\":" + i + ",\"time\":2}\n")
            .collect(Collectors.joining());
    long before = RUNNING.count();
    accepts(100_000, before, RUNNING.api().post("application/x-ndjson", body));
    long large = RUNNING.values().keySet().stream().filter(v -> v.endsWith("\"time\":2}")).count();
    assertEquals(100_000, large);
  }

  @Test
  @DisplayName("the event bus accepts an object, an array, a string and a buffer")
  void bus() throws Exception {
    long before = RUNNING.count();
    assertEquals(1, ask(new JsonObject(ONE)));
    assertEquals(2, ask(new JsonArray("[" + ONE + "," + TWO + "]")));
    assertEquals(2, ask(ONE + "\n" + TWO));
    assertEquals(1, ask(Buffer.buffer(TWO)));
    assertEquals(before + 6, RUNNING.count());
  }

  private static int ask(Object body) throws Exception {
    return RUNNING
        .api()
        .vertx
        .eventBus()
        .<JsonObject>request(Names.BUS_INGEST, body)
        .await(20, TimeUnit.SECONDS)
        .body()
        .getInteger("accepted");
  }

  @Test
  @DisplayName("the event bus refuses with the HTTP status as code and the detail as message")
  void busRefusals() throws Exception {
    long before = RUNNING.count();
    assertEquals(400, refused(new JsonObject().put("amount", "5")).failureCode());
    assertEquals(
        "event 0: field 'amount' must be a number, found a string",
        refused(new JsonObject().put("amount", "5")).getMessage());
    assertEquals(400, refused(5).failureCode());
    assertEquals(400, refused("").failureCode());
    assertEquals(413, refused(Buffer.buffer(new byte[(8 << 20) + 1])).failureCode());
    assertEquals(before, RUNNING.count());
  }

  @Test
  @DisplayName("the event bus marks the records of a watched request, which can have no key")
  void watched() throws Exception {
    DeliveryOptions watched = new DeliveryOptions().addHeader(Names.HEADER_WATCH, "watch-1");
    String event = "{\"amount\":7.25,\"time\":1700000000777}";
    RUNNING
        .api()
        .vertx
        .eventBus()
        .request(Names.BUS_INGEST, event, watched)
        .await(20, TimeUnit.SECONDS);
    assertEquals(List.of("watch-1"), RUNNING.headers(event, Names.HEADER_WATCH));
    for (DeliveryOptions wrong :
        List.of(
            new DeliveryOptions().addHeader(Names.HEADER_WATCH, "a b"),
            watched.addHeader(Names.HEADER_IDEMPOTENCY_KEY, "k"))) {
      ReplyException e =
          assertThrows(
              ReplyException.class,
              () ->
                  RUNNING
                      .api()
                      .vertx
                      .eventBus()
                      .request(Names.BUS_INGEST, event, wrong)
                      .await(20, TimeUnit.SECONDS));
      assertEquals(400, e.failureCode());
    }
  }

  private static ReplyException refused(Object body) {
    return assertThrows(ReplyException.class, () -> ask(body));
  }

  @Test
  @DisplayName("health is ready, and the meters count the responses")
  void metrics() throws Exception {
    RUNNING.api().post("application/json", ONE);
    RUNNING.api().post("application/json", "x");
    assertEquals(Map.of(), RUNNING.api().role.health().reasons());
    String scrape = RUNNING.api().role.metrics().scrape();
    for (String name :
        Set.of(
            "streamproc_event_api_requests_total{status=\"202\"}",
            "streamproc_event_api_requests_total{status=\"400\"}",
            "streamproc_event_api_events_total ",
            "streamproc_event_api_refused_total{reason=\"invalid\"}",
            "streamproc_event_api_in_flight_bytes 0.0",
            "streamproc_event_api_ack_seconds_bucket{le=\"0.01\"}")) {
      assertTrue(scrape.contains(name), name + " in\n" + scrape);
    }
  }
}
