package io.streamproc.api;

import io.streamproc.core.event.EventBatch;
import io.streamproc.core.event.EventEncoder;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.kafka.client.producer.KafkaProducer;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.BufferExhaustedException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Writes events to Kafka through one producer that all event loops share. Records go to the Kafka
 * producer itself, because the Vert.x stream around it hops to a worker thread for every record;
 * with {@code max.block.ms=0} its {@code send} never waits.
 */
final class EventWriter {
  private static final long METADATA_POLL_MILLIS = 20;
  private static final int METADATA_POLLS = 250;

  private final Vertx vertx;
  private final EventApiSettings settings;
  private final AtomicInteger inFlight = new AtomicInteger();
  private volatile KafkaProducer<byte[], byte[]> handle;
  private volatile Producer<byte[], byte[]> producer;
  private volatile boolean acknowledged; // since the last look
  private volatile Exception fault; // since the last look, or that which broke it
  private volatile boolean broken; // only another producer can help

  EventWriter(Vertx vertx, EventApiSettings settings) {
    this.vertx = vertx;
    this.settings = settings;
  }

  /** Makes the producer, or another one if it is broken, and waits for the topic's metadata. */
  Future<Void> open() {
    if (producer != null && !broken) {
      return awaitMetadata(producer, METADATA_POLLS);
    }
    return close()
        .compose(v -> vertx.executeBlocking(this::create, false))
        .compose(made -> awaitMetadata(made.unwrap(), METADATA_POLLS).map(made))
        .onSuccess(this::use)
        .mapEmpty();
  }

  private KafkaProducer<byte[], byte[]> create() {
    return KafkaProducer.createShared(
        vertx,
        "event-api-" + UUID.randomUUID(),
        ProducerProperties.of(settings),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }

  private void use(KafkaProducer<byte[], byte[]> made) {
    broken = false;
    fault = null;
    handle = made;
    producer = made.unwrap();
  }

  /** Asks again and again, as a request for what is not known yet fails at once, see above. */
  private Future<Void> awaitMetadata(Producer<?, ?> source, int polls) {
    try {
      source.partitionsFor(settings.kafka().topic());
      return Future.succeededFuture();
    } catch (TimeoutException e) {
      return polls == 0
          ? Future.failedFuture(e)
          : vertx.timer(METADATA_POLL_MILLIS).compose(v -> awaitMetadata(source, polls - 1));
    } catch (RuntimeException e) {
      return Future.failedFuture(e);
    }
  }

  /**
   * Writes all events; called on any thread, never blocks.
   *
   * @param context where the result is delivered
   * @return the number of events once Kafka has acknowledged all of them, or a {@link Refusal}
   */
  Future<Integer> write(EventBatch events, Context context) {
    Producer<byte[], byte[]> target = producer;
    if (target == null) {
      return Future.failedFuture(Refusal.kafkaAway("there is no connection yet"));
    }
    inFlight.incrementAndGet();
    RequestAcks acks = new RequestAcks(events.size(), context, this);
    acks.submitted(send(target, events, acks));
    return acks.result();
  }

  /** Stops at the first fault: what is not sent need not be stored twice by a repeat. */
  private int send(Producer<byte[], byte[]> target, EventBatch events, RequestAcks acks) {
    String topic = settings.kafka().topic();
    for (int i = 0; i < events.size(); i++) {
      byte[] value = EventEncoder.encode(events.amount(i), events.time(i));
      try {
        target.send(new ProducerRecord<>(topic, value), acks);
      } catch (RuntimeException e) {
        acks.refused(e);
        return i;
      }
      if (acks.failed()) {
        return acks.isRefused() ? i : i + 1;
      }
    }
    return events.size();
  }

  void acknowledged() {
    if (!acknowledged) { // read first: written once a look, not once a record
      acknowledged = true;
    }
  }

  void finished(Exception e) {
    inFlight.decrementAndGet();
    if (e == null || e instanceof BufferExhaustedException) {
      return;
    }
    if (!broken) {
      fault = e;
      broken = !(e instanceof RetriableException);
    }
  }

  /** What happened since the last look; for one caller, at a fixed period. */
  Look look() {
    Look look = new Look(acknowledged, inFlight.get() > 0, fault, broken);
    acknowledged = false;
    if (!broken) {
      fault = null;
    }
    return look;
  }

  /**
   * @param acknowledged whether Kafka acknowledged anything
   * @param waiting whether a request waits now
   * @param fault the last fault, or null
   * @param broken whether only another producer can help; true until it is {@link #open}ed
   */
  record Look(boolean acknowledged, boolean waiting, Exception fault, boolean broken) {
    /** Whether events can't be written, by all that is known. */
    boolean hopeless() {
      return fault != null && (broken || !acknowledged);
    }
  }

  /** Lets what is in flight finish, within the time that acknowledgements have, and closes. */
  Future<Void> close() {
    KafkaProducer<byte[], byte[]> closing = handle;
    if (closing == null) {
      return Future.succeededFuture();
    }
    producer = null;
    handle = null;
    return vertx
        .<Void>executeBlocking(() -> finish(closing.unwrap()), false)
        .eventually(closing::close);
  }

  private Void finish(Producer<?, ?> closing) {
    closing.close(settings.ackTimeout().plus(Duration.ofSeconds(1)));
    return null;
  }
}
