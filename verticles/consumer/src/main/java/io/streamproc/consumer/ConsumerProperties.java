package io.streamproc.consumer;

import static org.apache.kafka.clients.consumer.ConsumerConfig.AUTO_OFFSET_RESET_CONFIG;
import static org.apache.kafka.clients.consumer.ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG;
import static org.apache.kafka.clients.consumer.ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG;
import static org.apache.kafka.clients.consumer.ConsumerConfig.GROUP_ID_CONFIG;
import static org.apache.kafka.clients.consumer.ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG;
import static org.apache.kafka.clients.consumer.ConsumerConfig.ISOLATION_LEVEL_CONFIG;
import static org.apache.kafka.clients.consumer.ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG;
import static org.apache.kafka.clients.consumer.ConsumerConfig.MAX_POLL_RECORDS_CONFIG;
import static org.apache.kafka.clients.consumer.ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG;
import static org.apache.kafka.clients.consumer.ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG;
import static org.apache.kafka.clients.consumer.ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG;
import static org.apache.kafka.clients.consumer.ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** The properties of the Kafka client of one consumer. */
final class ConsumerProperties {
  /** Kafka's default. Readiness counts on a heartbeat every few seconds, see CoordinatorWatch. */
  private static final int MAX_HEARTBEAT_MS = 3_000;

  private ConsumerProperties() {}

  static Map<String, Object> of(ConsumerConfig config) {
    ConsumerSettings consumer = config.consumer();
    int session = (int) consumer.sessionTimeout().toMillis();
    Map<String, Object> own = new HashMap<>();
    own.put(GROUP_ID_CONFIG, consumer.group(config.series()));
    own.put(ENABLE_AUTO_COMMIT_CONFIG, false);
    own.put(AUTO_OFFSET_RESET_CONFIG, "earliest");
    own.put(ISOLATION_LEVEL_CONFIG, "read_committed");
    own.put(MAX_POLL_RECORDS_CONFIG, consumer.limits().poll());
    own.put(SESSION_TIMEOUT_MS_CONFIG, session);
    own.put(HEARTBEAT_INTERVAL_MS_CONFIG, Math.min(session / 3, MAX_HEARTBEAT_MS));
    // Commits and look-ups run on the consumer's one thread; none may hold it for a minute.
    own.put(DEFAULT_API_TIMEOUT_MS_CONFIG, 10_000);
    own.put(REQUEST_TIMEOUT_MS_CONFIG, 10_000);
    own.put(PARTITION_ASSIGNMENT_STRATEGY_CONFIG, List.of(CooperativeStickyAssignor.class));
    own.put(KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    own.put(VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    return config.kafka().properties(own);
  }
}
