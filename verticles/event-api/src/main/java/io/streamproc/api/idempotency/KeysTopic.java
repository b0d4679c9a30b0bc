package io.streamproc.api.idempotency;

import io.streamproc.core.kafka.TopicAdmin;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.AuthorizationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Creates the topic of the keys if it is missing, and checks it otherwise. */
final class KeysTopic {
  private static final Logger LOG = LoggerFactory.getLogger(KeysTopic.class);

  /** Largest expected clock difference between instances and brokers. */
  private static final Duration CLOCK_SKEW = Duration.ofMinutes(1);

  private static final int SEGMENT_BYTES = 16 << 20; // small, because a new owner reads little

  private final Vertx vertx;
  private final SlotConfig config;
  private final String name;

  KeysTopic(Vertx vertx, SlotConfig config) {
    this.vertx = vertx;
    this.config = config;
    this.name = config.idempotency().topic();
  }

  /**
   * @return number of partitions; fails with a {@code KafkaException} if Kafka does not respond or
   *     denies access
   */
  Future<Integer> ensure() {
    return TopicAdmin.use(vertx, config.kafka(), config.timeout(), this::ensure);
  }

  private Future<Integer> ensure(TopicAdmin admin) {
    NewTopic topic =
        new NewTopic(name, config.idempotency().slots(), (short) config.kafka().replication());
    return admin
        .create(topic.configs(configs()))
        .compose(v -> admin.describe(name))
        .compose(described -> warnOfShortRetention(admin).map(described.partitions().size()));
  }

  private Map<String, String> configs() {
    Duration window = config.idempotency().window();
    return Map.of(
        TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_DELETE,
        TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "LogAppendTime",
        TopicConfig.RETENTION_MS_CONFIG, Long.toString(window.plus(CLOCK_SKEW).toMillis()),
        TopicConfig.SEGMENT_MS_CONFIG, Long.toString(window.plus(CLOCK_SKEW).toMillis()),
        TopicConfig.SEGMENT_BYTES_CONFIG, Integer.toString(SEGMENT_BYTES));
  }

  /** The topic may have been created with another window, or by an administrator. */
  private Future<Void> warnOfShortRetention(TopicAdmin admin) {
    return admin
        .config(name)
        .onSuccess(this::warnIfShort)
        .<Void>mapEmpty()
        .recover(
            e -> {
              if (!(e instanceof AuthorizationException)) {
                return Future.failedFuture(e);
              }
              LOG.debug("the retention of topic {} is not known", name, e);
              return Future.succeededFuture();
            });
  }

  private void warnIfShort(Config topic) {
    long window = config.idempotency().window().toMillis();
    long retention = Long.parseLong(topic.get(TopicConfig.RETENTION_MS_CONFIG).value());
    if (retention >= 0 && retention < window) { // negative: unlimited
      LOG.warn(
          "topic {} keeps keys for {} ms only, less than the window of {} ms",
          name,
          retention,
          window);
    }
  }
}
