package io.streamproc.core.kafka;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the topics where they are missing, and tells which incarnation of a topic this is. */
public final class Topics {
  private static final Logger LOG = LoggerFactory.getLogger(Topics.class);
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Duration PAUSE = Duration.ofMillis(50);

  private Topics() {}

  /**
   * What is known of the topic of the events.
   *
   * @param id Kafka's UUID of the topic: another one after a delete and create, when offsets begin
   *     anew and must not be taken for the old ones
   * @param partitions number of partitions
   */
  public record Incarnation(String id, int partitions) {}

  /**
   * Makes both topics unless they exist. One attempt; the caller retries.
   *
   * @return the events topic, or a failure if Kafka does not answer within seconds
   */
  public static Future<Incarnation> ensure(Vertx vertx, KafkaSettings settings) {
    return vertx
        .executeBlocking(() -> Admin.create(properties(settings)), false)
        .compose(
            admin ->
                create(vertx, admin, settings)
                    .compose(v -> describe(vertx, admin, settings.topic(), soon()))
                    .eventually(() -> close(vertx, admin)));
  }

  private static long soon() {
    return System.nanoTime() + PATIENCE.toNanos();
  }

  private static Map<String, Object> properties(KafkaSettings settings) {
    int millis = (int) PATIENCE.toMillis();
    return settings.properties(
        Map.of(
            AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, millis,
            AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, millis));
  }

  private static Future<Void> create(Vertx vertx, Admin admin, KafkaSettings settings) {
    // Retention and segments go by record timestamps; with the client's own, a replayed history
    // would be deleted on arrival. Event time travels in the value.
    Map<String, String> appendTime =
        Map.of(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "LogAppendTime");
    short replication = (short) settings.replication();
    NewTopic events = new NewTopic(settings.topic(), settings.partitions(), replication);
    NewTopic dead = new NewTopic(settings.deadTopic(), 1, replication);
    var result = admin.createTopics(List.of(events.configs(appendTime), dead.configs(appendTime)));
    return Future.all(
            result.values().entrySet().stream()
                .map(e -> created(vertx, e.getKey(), e.getValue()))
                .toList())
        .mapEmpty();
  }

  private static Future<Void> created(Vertx vertx, String topic, KafkaFuture<Void> made) {
    return future(vertx, made)
        .onSuccess(v -> LOG.info("made topic {}", topic))
        .recover(
            e ->
                e instanceof TopicExistsException
                    ? Future.succeededFuture()
                    : Future.failedFuture(e));
  }

  /** A topic that was just made may take a moment until every broker knows it. */
  private static Future<Incarnation> describe(Vertx vertx, Admin admin, String topic, long until) {
    return future(vertx, admin.describeTopics(Set.of(topic)).allTopicNames())
        .map(topics -> incarnation(topics.get(topic)))
        .recover(
            e ->
                e instanceof UnknownTopicOrPartitionException && System.nanoTime() < until
                    ? vertx
                        .timer(PAUSE.toMillis())
                        .compose(t -> describe(vertx, admin, topic, until))
                    : Future.failedFuture(e));
  }

  private static Incarnation incarnation(TopicDescription topic) {
    return new Incarnation(topic.topicId().toString(), topic.partitions().size());
  }

  private static Future<Void> close(Vertx vertx, Admin admin) {
    return vertx.executeBlocking(
        () -> {
          admin.close(PATIENCE);
          return null;
        },
        false);
  }

  private static <T> Future<T> future(Vertx vertx, KafkaFuture<T> kafka) {
    Promise<T> promise = Promise.promise();
    var context = vertx.getOrCreateContext();
    kafka.whenComplete(
        (value, e) ->
            context.runOnContext(
                v -> {
                  if (e == null) {
                    promise.complete(value);
                  } else {
                    promise.fail(e instanceof CompletionException ? e.getCause() : e);
                  }
                }));
    return promise.future();
  }
}
