package io.streamproc.core.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The admin client of topics")
class TopicAdminTest {
  /**
   * A request that takes as long as the whole call would leave no time to ask another broker. A
   * silent server can't show it: the client of Kafka 4.2 connects to one twice or once, depending
   * on the millisecond in which it wakes up.
   */
  @Test
  @DisplayName("has time for a second try of each request, whatever the settings say")
  void secondTry() {
    KafkaSettings settings =
        new KafkaSettings("k:9092", "t", "t.dead", 1, 1, Map.of("request.timeout.ms", "60000"));
    assertEquals(
        Map.of(
            "bootstrap.servers", "k:9092",
            "request.timeout.ms", 2_500,
            "default.api.timeout.ms", 5_000),
        TopicAdmin.properties(settings, Duration.ofSeconds(5)));
  }
}
