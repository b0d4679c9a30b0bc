package io.streamproc.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.streamproc.testkit.Eventually;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.Map;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class BrokenProducerIT {
  private static final String EVENTS = "{\"amount\":1}\n".repeat(10);

  private final String topic = KafkaServer.uniqueTopic();
  private KafkaServer kafka;
  private ApiServer api;

  @BeforeEach
  void start() throws Exception {
    kafka = new KafkaServer();
    kafka.start();
    String partitioner = FailingPartitioner.class.getName();
    api =
        new ApiServer(
                kafka.bootstrapServers(),
                topic,
                Map.of(
                    "kafka.client.partitioner.class", partitioner, "event-api.ack-timeout", "2s"))
            .ready();
    assertEquals(202, api.post("text/plain", EVENTS).statusCode());
  }

  @AfterEach
  void stop() throws Exception {
    FailingPartitioner.COUNTDOWN.set(-1);
    api.close();
    kafka.close();
  }

  @Test
  @DisplayName("a request that fails half-way reports how many of its events are stored")
  void partial() throws Exception {
    FailingPartitioner.FAULT.set(new IllegalStateException("of the test"));
    FailingPartitioner.COUNTDOWN.set(4);
    HttpResponse<String> answer = api.post("text/plain", EVENTS);
    assertEquals(503, answer.statusCode());
    JsonObject problem = new JsonObject(answer.body());
    assertEquals(4, problem.getInteger("stored"));
    assertEquals(10, problem.getInteger("of"));
    assertEquals(
        "4 of 10 events are stored for certain and up to 0 more may be; a repeat stores those"
            + " twice: of the test",
        problem.getString("detail"));
    assertEquals(14, kafka.count(topic));
  }

  @Test
  @DisplayName("a request that fails with its first event reports that nothing is stored")
  void nothing() throws Exception {
    FailingPartitioner.FAULT.set(new IllegalStateException("of the test"));
    FailingPartitioner.COUNTDOWN.set(0);
    HttpResponse<String> answer = api.post("text/plain", EVENTS);
    assertEquals(503, answer.statusCode());
    assertEquals(
        "nothing of this request was stored: of the test",
        new JsonObject(answer.body()).getString("detail"));
    assertEquals(10, kafka.count(topic));
  }

  @Test
  @DisplayName("a permanently broken producer is replaced, and events are accepted again")
  void replaced() throws Exception {
    // This exception puts Kafka's producer into its fatal state, in which it refuses everything.
    FailingPartitioner.FAULT.set(new ClusterAuthorizationException("of the test"));
    FailingPartitioner.COUNTDOWN.set(4);
    HttpResponse<String> answer = api.post("text/plain", EVENTS);
    assertEquals(503, answer.statusCode());
    int stored = new JsonObject(answer.body()).getInteger("stored");
    Eventually.holds(() -> !api.isReady());
    Eventually.holds(api::isReady);
    long before = kafka.count(topic);
    assertTrue(before >= 10 + stored && before <= 14, before + " with " + stored + " confirmed");
    assertEquals(202, api.post("text/plain", EVENTS).statusCode());
    assertEquals(before + 10, kafka.count(topic));
  }
}
