package io.streamproc.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.streamproc.core.Names;
import io.streamproc.testkit.Cli;
import io.streamproc.testkit.Eventually;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
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
        () -> {
          Cli said = pipeline.command("verify", "--json");
          assertEquals(0, said.code(), said.out());
          return new JsonObject(said.out()).getJsonObject("total");
        },
        total -> total.getInteger("accepted") == accepted && total.getInteger("inFlight") == 0);
  }
}
