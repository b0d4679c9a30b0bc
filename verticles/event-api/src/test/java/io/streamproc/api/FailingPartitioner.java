package io.streamproc.api;

import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.Partitioner;
import org.apache.kafka.common.Cluster;

/**
 * Lets a test break a real producer in the middle of a request. Kafka creates it by its class name.
 */
public final class FailingPartitioner implements Partitioner {
  /** Number of records before the fault; negative: no fault. */
  static final AtomicInteger COUNTDOWN = new AtomicInteger(-1);

  static final AtomicReference<RuntimeException> FAULT = new AtomicReference<>();

  @Override
  public int partition(
      String topic, Object key, byte[] keyBytes, Object value, byte[] valueBytes, Cluster cluster) {
    if (COUNTDOWN.getAndDecrement() == 0) {
      throw FAULT.get();
    }
    return 0;
  }

  @Override
  public void configure(Map<String, ?> configs) {
    // nothing to configure
  }

  @Override
  public void close() {
    // nothing to close
  }
}
