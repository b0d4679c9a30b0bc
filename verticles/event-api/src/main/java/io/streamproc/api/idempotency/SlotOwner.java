package io.streamproc.api.idempotency;

import io.streamproc.core.event.EventBatch;
import io.streamproc.core.event.EventEncoder;
import io.streamproc.core.kafka.TraceHeader;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This instance as the owner of a slot: the transactional producer that fences every other owner,
 * and the requests that the slot remembers. All methods block, bounded in time. Not thread-safe.
 */
final class SlotOwner {
  private static final Logger LOG = LoggerFactory.getLogger(SlotOwner.class);

  private final SlotConfig config;
  private final int slot;
  private final Clock clock;
  private final SlotLog log;
  private final RememberedRequests memory;
  private final IdempotencyMetrics metrics;
  private final SlotListener listener;
  private Producer<byte[], byte[]> producer; // null if none is open
  private volatile boolean owner; // as far as is known here

  SlotOwner(
      SlotConfig config,
      int slot,
      Clock clock,
      RememberedRequests memory,
      IdempotencyMetrics metrics,
      SlotListener listener) {
    this.config = config;
    this.slot = slot;
    this.clock = clock;
    this.log = new SlotLog(config, slot);
    this.memory = memory;
    this.metrics = metrics;
    this.listener = listener;
  }

  /**
   * Becomes the owner, unless it already is. From then on, every transaction of earlier owners is
   * either committed and remembered here, or permanently aborted.
   */
  void acquire() {
    if (owner) {
      return;
    }
    try {
      ByteArraySerializer bytes = new ByteArraySerializer();
      producer = new KafkaProducer<>(config.producer(slot), bytes, bytes);
      producer.initTransactions();
      log.readTo(memory, clock.millis());
      owner = true;
      listener.acquired(slot);
    } catch (RuntimeException e) {
      release();
      throw new SlotLostException(false, e);
    }
  }

  /** Whether this instance is the owner. Thread-safe. */
  boolean isOwner() {
    return owner;
  }

  Optional<StoredRequest> find(String key) {
    return memory.find(key);
  }

  /** Stores the events of all requests, which have distinct keys, and their keys, atomically. */
  void store(Collection<KeyedRequest> requests) {
    long now = clock.millis();
    long start = System.nanoTime();
    boolean committing = false;
    try {
      producer.beginTransaction();
      Future<RecordMetadata> last = null;
      for (KeyedRequest request : requests) {
        send(request.events(), TraceHeader.of(request.traceparent()));
        last = producer.send(log.record(request.key(), request.toStore(now)));
      }
      committing = true;
      producer.commitTransaction();
      log.written(offset(last));
      metrics.committed(System.nanoTime() - start);
    } catch (RuntimeException e) {
      if (!committing) {
        abort();
      }
      release();
      throw new SlotLostException(committing, e);
    }
    requests.forEach(request -> memory.put(request.key(), request.toStore(now), now));
  }

  private void send(EventBatch events, TraceHeader trace) {
    String topic = config.kafka().topic();
    for (int i = 0; i < events.size(); i++) {
      byte[] value = EventEncoder.encode(events.amount(i), events.time(i));
      producer.send(trace.addTo(new ProducerRecord<>(topic, value)));
    }
  }

  private static long offset(Future<RecordMetadata> committed) {
    try {
      return committed.get().offset();
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    } catch (ExecutionException e) {
      throw new KafkaException(e.getCause());
    }
  }

  /**
   * Aborts the transaction explicitly, because readers of the events would wait for its timeout.
   */
  private void abort() {
    try {
      producer.abortTransaction();
    } catch (RuntimeException e) {
      LOG.debug("slot {}: nothing to abort", slot, e);
    }
  }

  /** Releases the slot; another instance, or {@link #acquire()}, may take it. Memory is kept. */
  void release() {
    if (owner) {
      owner = false;
      listener.released(slot);
    }
    if (producer != null) {
      producer.close(Duration.ZERO); // nothing is in flight whose result matters
      producer = null;
    }
  }

  /** Like {@link #release()}, and also forgets the requests outside of the window. */
  void idle() {
    release();
    memory.forgetExpired();
  }

  /** Returns the number of keys. Thread-safe. */
  int remembered() {
    return memory.size();
  }
}
