package io.streamproc.api;

import static org.apache.kafka.clients.producer.ProducerConfig.ACKS_CONFIG;
import static org.apache.kafka.clients.producer.ProducerConfig.BATCH_SIZE_CONFIG;
import static org.apache.kafka.clients.producer.ProducerConfig.BUFFER_MEMORY_CONFIG;
import static org.apache.kafka.clients.producer.ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG;
import static org.apache.kafka.clients.producer.ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG;
import static org.apache.kafka.clients.producer.ProducerConfig.LINGER_MS_CONFIG;
import static org.apache.kafka.clients.producer.ProducerConfig.MAX_BLOCK_MS_CONFIG;
import static org.apache.kafka.clients.producer.ProducerConfig.METADATA_MAX_IDLE_CONFIG;
import static org.apache.kafka.clients.producer.ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;

/** The properties of Kafka's producer, chosen so that its results are fast and reliable. */
public final class ProducerProperties {
  private static final int BATCH = 256 << 10; // measured: a fifth faster than 64 KiB
  private static final long SLACK = 32L << 20; // for batches that are sent before they are full
  private static final int GROWTH = 4; // {"amount":1} is 13 bytes in a request and 47 in a batch

  private ProducerProperties() {}

  /** The properties of the producer that all requests without a key share. */
  public static Properties of(EventApiSettings settings) {
    int ackTimeout = (int) settings.ackTimeout().toMillis();
    int linger = (int) settings.linger().toMillis();
    Map<String, Object> own = new HashMap<>();
    own.put(ACKS_CONFIG, "all");
    own.put(ENABLE_IDEMPOTENCE_CONFIG, true);
    // 0: send() fails instead of blocking for buffer space or metadata, so it may be called on an
    // event loop. Metadata is fetched in advance and never expires as idle.
    own.put(MAX_BLOCK_MS_CONFIG, 0);
    own.put(METADATA_MAX_IDLE_CONFIG, Duration.ofDays(3_650).toMillis());
    own.put(DELIVERY_TIMEOUT_MS_CONFIG, ackTimeout);
    own.put(
        REQUEST_TIMEOUT_MS_CONFIG, (ackTimeout - linger) / 2); // leaves time for a second attempt
    own.put(LINGER_MS_CONFIG, linger);
    own.put(BATCH_SIZE_CONFIG, BATCH);
    own.put(BUFFER_MEMORY_CONFIG, bufferMemory(settings));
    Properties all = new Properties();
    all.putAll(settings.kafka().properties(own));
    return all;
  }

  /** Large enough for all admitted requests, so that the buffer is not exhausted first. */
  private static long bufferMemory(EventApiSettings settings) {
    return Math.max(settings.maxInFlight(), (long) GROWTH * settings.body().size()) + SLACK;
  }
}
