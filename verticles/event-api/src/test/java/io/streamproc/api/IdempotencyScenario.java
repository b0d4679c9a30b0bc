package io.streamproc.api;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.streamproc.core.Names;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** A broker, an API that tests may share, and what is expected of answers to keyed requests. */
abstract class IdempotencyScenario {
  static final String ONE = "{\"amount\":7.25,\"time\":1}";
  static final String OTHER = "{\"amount\":5,\"time\":2}";
  static final Map<String, String> FEW_SLOTS =
      Map.of(
          "event-api.idempotency-slots", "4",
          "event-api.ack-timeout", "30s", // the machine may be busy
          "event-api.idle-timeout", "60s");
  static final Duration SILENCE = Duration.ofSeconds(10);

  static KafkaServer kafka;
  static String sharedTopic;
  static ApiServer shared;
  final String topic = KafkaServer.uniqueTopic();

  @BeforeAll
  static void start() throws Exception {
    kafka = new KafkaServer();
    kafka.start();
    sharedTopic = KafkaServer.uniqueTopic();
    shared = new ApiServer(kafka.bootstrapServers(), sharedTopic, FEW_SLOTS).ready();
  }

  @AfterAll
  static void stop() throws Exception {
    shared.close();
    kafka.close();
  }

  ApiServer api() throws Exception {
    return new ApiServer(kafka.bootstrapServers(), topic, FEW_SLOTS).ready();
  }

  static void stored(int count, HttpResponse<String> answer) {
    accepted(count, "", answer);
  }

  static void replayed(int count, HttpResponse<String> answer) {
    accepted(count, "true", answer);
  }

  static void accepted(int count, String replayed, HttpResponse<String> answer) {
    assertEquals("{\"accepted\":" + count + "}", answer.body());
    assertEquals(202, answer.statusCode());
    assertEquals(
        replayed, answer.headers().firstValue(Names.HEADER_IDEMPOTENCY_REPLAYED).orElse(""));
  }

  static void reused(HttpResponse<String> answer) {
    assertEquals(409, answer.statusCode(), answer.body());
    assertEquals(
        "application/problem+json", answer.headers().firstValue("content-type").orElse(""));
    JsonObject problem = new JsonObject(answer.body());
    assertEquals("Idempotency-Key reused", problem.getString("title"));
    assertEquals(
        "the key belongs to a request with another body; nothing of this one was stored",
        problem.getString("detail"));
  }

  /** Returns the number of events after Kafka has ended the answered transactions. */
  static long committed(String topic) {
    KafkaServer.awaitTransactionsEnded(kafka.bootstrapServers(), topic);
    return kafka.committed(topic);
  }
}
