package io.streamproc.api.idempotency;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Creates the topic of the keys if it is missing, and checks it otherwise. */
final class KeysTopic {
  private static final Logger LOG = LoggerFactory.getLogger(KeysTopic.class);

  /** Clocks of instances and brokers may differ by this much. */
  private static final Duration CLOCK_SKEW = Duration.ofMinutes(1);

  private static final int SEGMENT_BYTES = 16 << 20; // what a new owner reads is small

  private final SlotConfig config;
  private final String name;

  KeysTopic(SlotConfig config) {
    this.config = config;
    this.name = config.idempotency().topic();
  }

  /**
   * Blocks.
   *
   * @return number of partitions
   * @throws KafkaException if Kafka does not answer or does not allow it
   */
  int ensure() {
    try (Admin admin = Admin.create(properties())) {
      create(admin);
      warnOfShortRetention(admin);
      return get(admin.describeTopics(List.of(name)).allTopicNames()).get(name).partitions().size();
    }
  }

  private Map<String, Object> properties() {
    int millis = (int) config.timeout().toMillis();
    return config
        .kafka()
        .properties(
            Map.of(
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                millis,
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                millis / 2));
  }

  private void create(Admin admin) {
    int slots = config.idempotency().slots();
    NewTopic topic = new NewTopic(name, slots, (short) config.kafka().replication());
    try {
      get(admin.createTopics(List.of(topic.configs(configs()))).all());
      LOG.info("made topic {} with {} partitions", name, slots);
    } catch (TopicExistsException e) {
      LOG.debug("topic {} is there", name);
    }
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
  private void warnOfShortRetention(Admin admin) {
    long window = config.idempotency().window().toMillis();
    long retention = retention(admin);
    if (retention >= 0 && retention < window) {
      LOG.warn(
          "topic {} keeps keys for {} ms only, less than the window of {} ms",
          name,
          retention,
          window);
    }
  }

  /** Milliseconds; negative if unlimited, or if this client may not read it. */
  private long retention(Admin admin) {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, name);
    try {
      Config topic = get(admin.describeConfigs(List.of(resource)).all()).get(resource);
      return Long.parseLong(topic.get(TopicConfig.RETENTION_MS_CONFIG).value());
    } catch (AuthorizationException e) {
      LOG.debug("can't look at the retention of topic {}", name, e);
      return -1;
    }
  }

  private static <T> T get(KafkaFuture<T> future) {
    try {
      return future.get();
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException fault ? fault : new KafkaException(e);
    }
  }
}
