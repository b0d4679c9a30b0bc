package io.streamproc.api;

import java.util.Map;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerInterceptor;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerInterceptor;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * Delays the close of a producer until another one is closed as well, for a limited time. Kafka
 * creates it by its class name. It is a consumer interceptor too, only so that both clients can
 * have the same settings.
 */
public final class MeetingInterceptor
    implements ProducerInterceptor<byte[], byte[]>, ConsumerInterceptor<byte[], byte[]> {
  private static final long LONGEST_SECONDS = 5;
  private static final CyclicBarrier BOTH = new CyclicBarrier(2);

  /** Number of producers that were closed concurrently with another one. */
  static final AtomicInteger MET = new AtomicInteger();

  private boolean producer;

  @Override
  public void configure(Map<String, ?> configs) {
    producer = configs.containsKey(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG);
  }

  @Override
  public void close() {
    if (!producer) {
      return;
    }
    try {
      BOTH.await(LONGEST_SECONDS, TimeUnit.SECONDS);
      MET.incrementAndGet();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (BrokenBarrierException | TimeoutException e) {
      // it was closed alone
    }
  }

  @Override
  public ProducerRecord<byte[], byte[]> onSend(ProducerRecord<byte[], byte[]> sent) {
    return sent;
  }

  @Override
  public void onAcknowledgement(RecordMetadata metadata, Exception e) {
    // not used
  }

  @Override
  public ConsumerRecords<byte[], byte[]> onConsume(ConsumerRecords<byte[], byte[]> records) {
    return records;
  }

  @Override
  public void onCommit(Map<TopicPartition, OffsetAndMetadata> offsets) {
    // not used
  }
}
