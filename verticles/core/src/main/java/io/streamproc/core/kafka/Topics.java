package io.streamproc.core.kafka;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.config.TopicConfig;

/** Creates the topics of the pipeline, and identifies the current incarnation of a topic. */
public final class Topics {
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  private Topics() {}

  /**
   * The events topic as it exists now.
   *
   * @param id Kafka's UUID of the topic. A topic that was deleted and created again has another
   *     one; its offsets begin at 0 again and must not be confused with the old ones.
   * @param partitions number of partitions
   */
  public record Incarnation(String id, int partitions) {}

  /**
   * Creates both topics unless they exist. One attempt; the caller retries.
   *
   * @return the events topic, or a failure if Kafka does not answer within seconds
   */
  public static Future<Incarnation> ensure(Vertx vertx, KafkaSettings settings) {
    return TopicAdmin.use(
        vertx,
        settings,
        TIMEOUT,
        admin ->
            admin
                .create(
                    topic(settings, settings.topic(), settings.partitions()),
                    topic(settings, settings.deadTopic(), 1))
                .compose(v -> admin.describe(settings.topic()))
                .map(Topics::incarnation));
  }

  /**
   * Retention and segments go by record timestamps. With the producer's timestamps, replayed
   * history would be deleted on arrival, so the broker sets them; the event time is in the value.
   */
  private static NewTopic topic(KafkaSettings settings, String name, int partitions) {
    return new NewTopic(name, partitions, (short) settings.replication())
        .configs(Map.of(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "LogAppendTime"));
  }

  private static Incarnation incarnation(TopicDescription topic) {
    return new Incarnation(topic.topicId().toString(), topic.partitions().size());
  }
}
