package io.streamproc.core.kafka;

import io.streamproc.core.retry.Retry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Creates and describes topics. Kafka's own admin client, because the one of vertx-kafka-client
 * does not tell a topic's id. Nothing here blocks the caller; each request fails if Kafka has not
 * answered within the timeout.
 */
public final class TopicAdmin {
  private static final Logger LOG = LoggerFactory.getLogger(TopicAdmin.class);
  private static final Duration PAUSE = Duration.ofMillis(50);

  private final Vertx vertx;
  private final Context context;
  private final Admin admin;
  private final Duration timeout;

  private TopicAdmin(Vertx vertx, Context context, Admin admin, Duration timeout) {
    this.vertx = vertx;
    this.context = context;
    this.admin = admin;
    this.timeout = timeout;
  }

  /**
   * Connects, does the work and disconnects.
   *
   * @param timeout of each request, and of closing the connection
   * @return the result of the work, on the caller's context
   */
  public static <T> Future<T> use(
      Vertx vertx, KafkaSettings settings, Duration timeout, Function<TopicAdmin, Future<T>> work) {
    Context context = vertx.getOrCreateContext();
    // Off the event loop: the constructor looks up host names.
    return vertx
        .executeBlocking(() -> Admin.create(properties(settings, timeout)), false)
        .compose(
            admin ->
                Future.succeededFuture(new TopicAdmin(vertx, context, admin, timeout))
                    .compose(work)
                    .eventually(() -> close(vertx, admin, timeout)));
  }

  /**
   * A request that the broker does not answer leaves time for a second one. A broker that does not
   * even tell its API versions is left to the caller's next attempt: whether the client connects to
   * it again within the timeout is a matter of milliseconds.
   */
  static Map<String, Object> properties(KafkaSettings settings, Duration timeout) {
    int millis = (int) timeout.toMillis();
    return settings.properties(
        Map.of(
            AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
            millis / 2,
            AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
            millis));
  }

  private static Future<Void> close(Vertx vertx, Admin admin, Duration timeout) {
    return vertx.executeBlocking(
        () -> {
          admin.close(timeout);
          return null;
        },
        false);
  }

  /** Creates those topics that don't exist; leaves the others as they are. */
  public Future<Void> create(NewTopic... topics) {
    Map<String, KafkaFuture<Void>> created = admin.createTopics(List.of(topics)).values();
    return Future.all(
            Arrays.stream(topics).map(topic -> created(topic, created.get(topic.name()))).toList())
        .mapEmpty();
  }

  private Future<Void> created(NewTopic topic, KafkaFuture<Void> created) {
    return future(created)
        .onSuccess(
            v ->
                LOG.info(
                    "created topic {} with {} partitions", topic.name(), topic.numPartitions()))
        .recover(
            e ->
                e instanceof TopicExistsException
                    ? Future.succeededFuture()
                    : Future.failedFuture(e));
  }

  /**
   * Describes a topic, and waits for it up to the timeout: brokers hear of a new topic a moment
   * after it is created.
   */
  public Future<TopicDescription> describe(String topic) {
    return Retry.every(vertx, PAUSE, "describe topic " + topic)
        .within(timeout)
        .onlyIf(UnknownTopicOrPartitionException.class::isInstance)
        .run(() -> future(admin.describeTopics(List.of(topic)).allTopicNames()))
        .map(described -> described.get(topic));
  }

  /** The configuration of a topic, its defaults included. */
  public Future<Config> config(String topic) {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    return future(admin.describeConfigs(List.of(resource)).all()).map(all -> all.get(resource));
  }

  private <T> Future<T> future(KafkaFuture<T> kafka) {
    return Future.fromCompletionStage(kafka.toCompletionStage(), context)
        .recover(e -> Future.failedFuture(e instanceof CompletionException ? e.getCause() : e));
  }
}
