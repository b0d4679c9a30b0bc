package io.streamproc.api.idempotency;

import static org.apache.kafka.clients.consumer.ConsumerConfig.AUTO_OFFSET_RESET_CONFIG;
import static org.apache.kafka.clients.consumer.ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG;
import static org.apache.kafka.clients.consumer.ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG;
import static org.apache.kafka.clients.consumer.ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG;
import static org.apache.kafka.clients.consumer.ConsumerConfig.ISOLATION_LEVEL_CONFIG;
import static org.apache.kafka.clients.producer.ProducerConfig.ACKS_CONFIG;
import static org.apache.kafka.clients.producer.ProducerConfig.BATCH_SIZE_CONFIG;
import static org.apache.kafka.clients.producer.ProducerConfig.BUFFER_MEMORY_CONFIG;
import static org.apache.kafka.clients.producer.ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG;
import static org.apache.kafka.clients.producer.ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG;
import static org.apache.kafka.clients.producer.ProducerConfig.LINGER_MS_CONFIG;
import static org.apache.kafka.clients.producer.ProducerConfig.MAX_BLOCK_MS_CONFIG;
import static org.apache.kafka.clients.producer.ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION;
import static org.apache.kafka.clients.producer.ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG;
import static org.apache.kafka.clients.producer.ProducerConfig.RETRY_BACKOFF_MS_CONFIG;
import static org.apache.kafka.clients.producer.ProducerConfig.TRANSACTIONAL_ID_CONFIG;
import static org.apache.kafka.clients.producer.ProducerConfig.TRANSACTION_TIMEOUT_CONFIG;

import io.streamproc.core.kafka.KafkaSettings;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * The configuration of the slots' Kafka clients.
 *
 * @param kafka connection to Kafka and topic of the events
 * @param idempotency topic, window and limits
 * @param timeout timeout of one step: taking a slot over, sending, committing. Also how long Kafka
 *     keeps the transaction of a dead instance open, which blocks readers of the events
 */
public record SlotConfig(KafkaSettings kafka, IdempotencySettings idempotency, Duration timeout) {
  private static final int BATCH = 256 << 10;

  /** With the default of 100 ms a take-over takes 110 to 250 ms instead of 20 to 30. */
  private static final long RETRY_BACKOFF_MILLIS = 10;

  /**
   * The commit sends what has waited so far. Until then the records of a transaction wait, so that
   * they are sent in one request: only one is in flight, and the first record would have one of its
   * own.
   */
  private static final int LINGER_MILLIS = 100;

  private static final long BUFFER = 4L << 20; // a full buffer blocks only this slot's thread

  /**
   * Returns the transactional id of a slot. Kafka fences all but the instance that opened it last,
   * which is the slot's owner.
   */
  private String transactionalId(int slot) {
    return "streamproc-" + idempotency.topic() + "-" + slot;
  }

  Map<String, Object> producer(int slot) {
    int millis = (int) timeout.toMillis();
    Map<String, Object> own = new HashMap<>();
    own.put(TRANSACTIONAL_ID_CONFIG, transactionalId(slot));
    own.put(TRANSACTION_TIMEOUT_CONFIG, millis);
    own.put(ACKS_CONFIG, "all");
    own.put(ENABLE_IDEMPOTENCE_CONFIG, true);
    own.put(MAX_BLOCK_MS_CONFIG, millis);
    own.put(DELIVERY_TIMEOUT_MS_CONFIG, millis);
    own.put(REQUEST_TIMEOUT_MS_CONFIG, millis / 2); // leaves time for a second attempt
    own.put(RETRY_BACKOFF_MS_CONFIG, RETRY_BACKOFF_MILLIS);
    // The first batch of a transaction may have to wait for the end of the previous transaction,
    // and later batches would then arrive out of order.
    own.put(MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1);
    own.put(LINGER_MS_CONFIG, LINGER_MILLIS);
    own.put(BATCH_SIZE_CONFIG, BATCH);
    own.put(BUFFER_MEMORY_CONFIG, BUFFER);
    return kafka.properties(own);
  }

  Map<String, Object> reader() {
    int millis = (int) timeout.toMillis();
    Map<String, Object> own = new HashMap<>();
    own.put(ISOLATION_LEVEL_CONFIG, "read_committed");
    own.put(ENABLE_AUTO_COMMIT_CONFIG, false);
    own.put(
        AUTO_OFFSET_RESET_CONFIG,
        "earliest"); // records deleted by retention are outside of the window
    own.put(FETCH_MAX_WAIT_MS_CONFIG, 1); // close() waits for a running fetch
    own.put(DEFAULT_API_TIMEOUT_MS_CONFIG, millis);
    own.put(REQUEST_TIMEOUT_MS_CONFIG, millis / 2);
    return kafka.properties(own);
  }
}
