package io.streamproc.consumer.loop;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.kafka.client.consumer.KafkaReadStream;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** A consumer of Kafka whose partitions can be held between polls. For one context. */
public final class RecordSource {
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration KEEP_ALIVE = Duration.ofSeconds(3);

  private final KafkaReadStream<byte[], byte[]> stream;
  private final KeepAlive keepAlive;
  private boolean polling;

  public RecordSource(Vertx vertx, KafkaReadStream<byte[], byte[]> stream) {
    this(stream, new KeepAlive(vertx, stream, KEEP_ALIVE));
  }

  RecordSource(KafkaReadStream<byte[], byte[]> stream, KeepAlive keepAlive) {
    this.stream = stream;
    this.keepAlive = keepAlive;
  }

  /**
   * @return at most a batch; empty if nothing came for a moment
   */
  Future<ConsumerRecords<byte[], byte[]>> poll() {
    polling = true;
    return stream.poll(POLL).onComplete(v -> polling = false);
  }

  /** Ends a poll that is under way, without records. */
  void wakeUp() {
    if (polling) {
      stream.unwrap().wakeup();
    }
  }

  /** Stays in the consumer group without reading, until {@link #release}. */
  void hold() {
    keepAlive.start();
  }

  /**
   * @return completes when the next poll reads again; never fails
   */
  Future<Void> release() {
    return keepAlive.stop();
  }

  Future<?> commit(Map<TopicPartition, OffsetAndMetadata> positions) {
    return stream.commit(positions);
  }

  /** The next poll reads on from there, if the partition is still assigned; never fails. */
  Future<Void> seek(TopicPartition partition, long offset) {
    return keepAlive.seek(partition, offset);
  }
}
