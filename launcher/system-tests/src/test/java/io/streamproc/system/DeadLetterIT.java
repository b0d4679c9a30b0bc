package io.streamproc.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.streamproc.core.Names;
import io.streamproc.testkit.Cli;
import io.streamproc.testkit.Eventually;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(240)
class DeadLetterIT {
  @TempDir private Path data;

  @Test
  @DisplayName(
      "events that a store refuses and invalid events are dead-lettered, corrected and stored once")
  void fromPoisonToReplay() throws Exception {
    try (Pipeline pipeline = new Pipeline(data)) {
      pipeline.deploy("event-api");
      pipeline.deploy("consumer-high");
      pipeline.deploy("consumer-low");
      pipeline.sql("ALTER TABLE streamproc.events ADD CONSTRAINT sane CHECK (amount < 100)");
      post(pipeline, "{\"amount\":7}\n{\"amount\":500}\n{\"amount\":8}\n{\"amount\":2}");
      poison(pipeline, "hello");
      JsonObject total = settled(pipeline, 5);
      assertEquals(2, total.getInteger("high"), total.encode());
      assertEquals(1, total.getInteger("low"), total.encode());
      assertEquals(2, total.getInteger("dead"), total.encode());

      Cli list = pipeline.command("dead", "list");
      assertTrue(list.out().contains("consumer-high,consumer-low"), list.out());
      assertTrue(list.out().contains("sane"), list.out());
      assertTrue(list.out().contains("2 dead letters"), list.out());
      String hello = source(list, "hello");
      Cli show = pipeline.command("dead", "show", hello);
      assertTrue(show.out().endsWith("hello\n"), show.out());

      assertEquals(3, pipeline.command("dead", "replay", "--all", "--reason", "JSON").code());
      Cli mended = pipeline.command("dead", "replay", hello, "--payload", "{\"amount\":1}");
      assertEquals(0, mended.code(), mended.out());
      pipeline.sql("ALTER TABLE streamproc.events DROP CONSTRAINT sane");
      Cli rest = pipeline.command("dead", "replay", "--all");
      assertEquals(0, rest.code(), rest.out());
      assertEquals(0, pipeline.command("dead", "replay", "--all").code(), "again: all done before");
      total = settled(pipeline, 7);
      assertEquals(3, total.getInteger("high"), total.encode());
      assertEquals(2, total.getInteger("low"), total.encode());
      assertEquals(2, total.getInteger("dead"), total.encode());
      assertTrue(pipeline.command("dead", "list", "--open").out().contains("0 dead letters"));
      assertEquals(2, pipeline.command("dead", "replay").code());
      assertEquals(1, pipeline.command("dead", "show", "events-0@99999").code());
    }
  }

  @Test
  @DisplayName("the desk lists and replays them over HTTP and the bus, and tells the last verify")
  void desk() throws Exception {
    try (Pipeline pipeline = new Pipeline(data)) {
      for (String role :
          List.of("event-api", "consumer-high", "consumer-low", "auditor", "web-ui")) {
        pipeline.deploy(role);
      }
      assertEquals(0, get(pipeline, "/api/dead").getInteger("total"));
      pipeline.sql("ALTER TABLE streamproc.events ADD CONSTRAINT sane CHECK (amount < 100)");
      post(pipeline, "{\"amount\":7}\n{\"amount\":500}");
      poison(pipeline, "hello");
      settled(pipeline, 3);

      Map<String, JsonObject> letters = letters(pipeline);
      JsonObject hello = letters.get("hello");
      assertEquals(JsonArray.of("consumer-high", "consumer-low"), hello.getJsonArray("roles"));
      JsonObject refused =
          letters.entrySet().stream()
              .filter(one -> one.getKey().contains("500"))
              .findFirst()
              .orElseThrow()
              .getValue();
      assertTrue(refused.getString("reason").contains("sane"), refused::encode);
      List<String> sources = List.of(hello.getString("source"), refused.getString("source"));

      pipeline.sql("ALTER TABLE streamproc.events DROP CONSTRAINT sane");
      List<String> tried =
          Eventually.get(
              Duration.ofSeconds(20),
              () -> outcomes(pipeline, sources, true),
              outcomes -> !outcomes.contains("not-settled"));
      assertEquals(List.of("still-invalid", "would-replay"), tried);
      assertEquals(2, get(pipeline, "/api/dead?limit=0").getInteger("open"), "only tried");
      assertEquals(List.of("replayed", "still-invalid"), outcomes(pipeline, sources, false));
      assertEquals(List.of("done-before", "still-invalid"), outcomes(pipeline, sources, false));
      assertEquals(List.of("hello"), List.copyOf(letters(pipeline).keySet()));

      JsonObject total = settled(pipeline, 4);
      assertEquals(2, total.getInteger("high"), total.encode());
      JsonObject last =
          Eventually.get(
              Duration.ofSeconds(20), // it is read every 10 s
              () -> get(pipeline, "/api/verify").getJsonObject("last"),
              verify -> verify.getJsonObject("counts").equals(total));
      assertEquals(total, last.getJsonObject("counts"));
      assertTrue(last.getBoolean("balanced"));
    }
  }

  private static JsonObject get(Pipeline pipeline, String path) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(URI.create(pipeline.page() + path)).build();
    HttpResponse<String> answer = pipeline.http.send(request, HttpResponse.BodyHandlers.ofString());
    assertEquals(200, answer.statusCode(), answer.body());
    return new JsonObject(answer.body());
  }

  /** Those that were not replayed, by value. */
  private static Map<String, JsonObject> letters(Pipeline pipeline) throws Exception {
    return get(pipeline, "/api/dead?open=true").getJsonArray("letters").stream()
        .map(JsonObject.class::cast)
        .collect(Collectors.toMap(letter -> letter.getString("value"), letter -> letter));
  }

  /** The outcomes of a replay, sorted. */
  private static List<String> outcomes(Pipeline pipeline, List<String> sources, boolean dryRun)
      throws Exception {
    JsonObject wanted = new JsonObject().put("sources", sources).put("dryRun", dryRun);
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(pipeline.page() + "/api/dead/replay"))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(wanted.encode()))
            .build();
    HttpResponse<String> answer = pipeline.http.send(request, HttpResponse.BodyHandlers.ofString());
    assertEquals(200, answer.statusCode(), answer.body());
    return new JsonObject(answer.body())
        .getJsonArray("results").stream()
            .map(one -> ((JsonObject) one).getString("outcome"))
            .sorted()
            .toList();
  }

  private static void post(Pipeline pipeline, String lines) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(pipeline.api() + "/events"))
            .header("Content-Type", "application/x-ndjson")
            .POST(HttpRequest.BodyPublishers.ofString(lines))
            .build();
    HttpResponse<String> answer = pipeline.http.send(request, HttpResponse.BodyHandlers.ofString());
    assertEquals(202, answer.statusCode(), answer.body());
  }

  /** Past the API, as another producer of the topic might. */
  private static void poison(Pipeline pipeline, String value) throws Exception {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            pipeline.kafka(), new ByteArraySerializer(), new ByteArraySerializer())) {
      byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
      producer.send(new ProducerRecord<>(Names.TOPIC_EVENTS, bytes)).get();
    }
  }

  private static String source(Cli list, String value) {
    return list.out()
        .lines()
        .filter(line -> line.endsWith("  " + value))
        .map(line -> line.split(" ")[0])
        .findFirst()
        .orElseThrow(() -> new AssertionError(list.out()));
  }

  /** The ledger's total once so many records are accepted and none is in flight. */
  private static JsonObject settled(Pipeline pipeline, int accepted) throws Exception {
    return Eventually.get(
        Duration.ofSeconds(30),
        pipeline::ledger,
        total -> total.getInteger("accepted") == accepted && total.getInteger("inFlight") == 0);
  }
}
