package io.streamproc.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.streamproc.core.Names;
import io.streamproc.core.bus.ProducerState;
import io.streamproc.core.bus.StoredEvents;
import io.streamproc.core.series.SeriesName;
import io.streamproc.testkit.Eventually;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("An event from the page")
class EventsApiIT extends PageScenario {
  private static final String JSON = "application/json";

  private final Queue<Message<Buffer>> received = new ConcurrentLinkedQueue<>();

  /** Takes the place of an event-api, which answers each request as it is told. */
  private void eventApi(Consumer<Message<Buffer>> answer) {
    web.vertx
        .eventBus()
        .<Buffer>consumer(
            Names.BUS_INGEST,
            message -> {
              received.add(message);
              answer.accept(message);
            });
  }

  private static void accept(Message<Buffer> message) {
    message.reply(new JsonObject().put("accepted", 1));
  }

  private void stored(String id) {
    JsonObject message = new StoredEvents(SeriesName.HIGH, List.of("other", id)).toJson();
    web.vertx.eventBus().publish(Names.BUS_STORED, new JsonObject());
    web.vertx.eventBus().publish(Names.BUS_STORED, message);
  }

  @Test
  @DisplayName("is passed to an event-api, and its store is known when the consumer has told it")
  void way() {
    eventApi(EventsApiIT::accept);
    HttpResponse<String> answer = web.post("/api/events", JSON, "{\"amount\": 7.2}");
    assertEquals(202, answer.statusCode(), answer.body());
    String id = new JsonObject(answer.body()).getString("id");
    assertEquals("{\"amount\": 7.2}", received.element().body().toString());
    assertEquals(id, received.element().headers().get(Names.HEADER_WATCH));
    assertEquals("{\"stored\":{}}", web.get("/api/events?id=" + id).body());
    long before = System.currentTimeMillis();
    stored(id);
    Eventually.holds(() -> web.get("/api/events?id=" + id).body().contains("\"high\""));
    String told = web.get("/api/events?id=" + id).body();
    long at = new JsonObject(told).getJsonObject("stored").getLong("high");
    assertTrue(before <= at && at <= System.currentTimeMillis(), told);
    stored(id);
    assertEquals(told, web.get("/api/events?id=" + id).body());
    assertEquals(404, web.get("/api/events?id=other").statusCode());
    assertEquals(404, web.get("/api/events").statusCode());
    assertEquals(405, web.send("PUT", "/api/events").statusCode());
  }

  @ParameterizedTest(name = "{1}: {2}")
  @CsvSource(
      delimiter = '|',
      value = {
        "application/json | {\"amount\": 1}{\"amount\": 2} | 400",
        "application/json | [{\"amount\": 1}] | 400",
        "application/json | 7 | 400",
        "application/json | '' | 400",
        "text/plain | {\"amount\": 1} | 415",
        "application/x-ndjson | {\"amount\": 1} | 415",
      })
  @DisplayName("is one JSON object, and everything else is refused before the bus")
  void refused(String type, String body, int status) {
    eventApi(EventsApiIT::accept);
    assertEquals(status, web.post("/api/events", type, body).statusCode());
    String large = "{\"amount\": 1, \"note\": \"" + "x".repeat(2_000) + "\"}";
    assertEquals(413, web.post("/api/events", JSON, large).statusCode());
    assertTrue(received.isEmpty());
  }

  @Test
  @DisplayName("gets event-api's refusal, and a clear answer when there is no event-api")
  void problems() {
    HttpResponse<String> nobody = web.post("/api/events", JSON, "{\"amount\": 1}");
    assertEquals(503, nobody.statusCode());
    assertTrue(nobody.body().contains("no event-api is running"), nobody.body());
    assertTrue(nobody.headers().firstValue("Retry-After").isPresent());
    eventApi(message -> message.fail(400, "field 'amount' must be a number"));
    HttpResponse<String> invalid = web.post("/api/events", JSON, "{\"amount\": \"1\"}");
    assertEquals(400, invalid.statusCode());
    assertTrue(invalid.body().contains("must be a number"), invalid.body());
  }

  @Test
  @DisplayName("shows its way on the page: in Kafka, stored, on the chart; or why not")
  void page() {
    eventApi(
        message -> {
          accept(message);
          stored(message.headers().get(Names.HEADER_WATCH));
        });
    openLive("?range=1m");
    page.locator("#submit-box summary").click();
    page.locator("#submit-text").fill("seven");
    button("Send").click();
    assertThat(page.locator("#submit-steps")).containsText("neither an amount");
    page.locator("#submit-text").fill("7.2");
    button("Send").click();
    awaitText(
        "#submit-steps",
        "^In Kafka after .*Stored by consumer-high after .*On the chart after [\\d.]+ m?s$");
    assertEquals(7.2, new JsonObject(received.element().body()).getDouble("amount"));
    assertEquals(1, received.size());
  }

  @Test
  @DisplayName("is joined by others of another rate, where the producer allows it")
  void producer() {
    assertEquals(404, web.get("/api/producer").statusCode());
    assertEquals(404, web.post("/api/producer", JSON, "{\"rate\": 5}").statusCode());
    assertEquals(400, web.post("/api/producer", JSON, "[]").statusCode());
    Queue<JsonObject> changes = new ConcurrentLinkedQueue<>();
    web.vertx
        .eventBus()
        .<JsonObject>consumer(
            Names.BUS_PRODUCER,
            message -> {
              changes.add(message.body());
              double rate = message.body().getDouble("rate", 20.0);
              String shape = message.body().getString("shape", "uniform");
              if (shape.equals("sine")) {
                message.fail(400, "no sine today");
                return;
              }
              message.reply(
                  new ProducerState(rate, shape, List.of("uniform", "sine"), 10_000).toJson());
            });
    openLive("?range=1m");
    page.locator("#submit-box summary").click();
    assertThat(page.locator("#producer-rate-text")).hasText("20 events/s");
    page.locator("#producer-rate").fill("20");
    assertThat(page.locator("#producer-rate-text")).hasText("100 events/s");
    page.waitForCondition(() -> changes.contains(new JsonObject().put("rate", 100)));
    page.locator("#producer-shape").selectOption("sine");
    assertThat(page.locator("#producer-problem")).hasText("no sine today");
  }
}
