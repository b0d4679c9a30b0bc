package io.streamproc.api;

import io.streamproc.api.request.Refusal;
import io.streamproc.core.event.EventBatch;
import io.streamproc.core.event.EventEncoder;
import io.streamproc.core.retry.Retry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.kafka.client.producer.KafkaProducer;
import java.time.Duration;
import java.util.UUID;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Writes events to Kafka through one producer that all event loops share. Records go to the Kafka
 * producer itself, because the Vert.x stream around it hops to a worker thread for every record;
 * with {@code max.block.ms=0} its {@code send} never waits.
 */
final class EventWriter {
  private static final Duration METADATA_PAUSE = Duration.ofMillis(20);
  private static final Duration METADATA_LIMIT = Duration.ofSeconds(5);

  private final Vertx vertx;
  private final EventApiSettings settings;
  private final WriterStatus status = new WriterStatus();
  private volatile KafkaProducer<byte[], byte[]> handle; // null: there is no producer
  private volatile boolean closed; // for good

  EventWriter(Vertx vertx, EventApiSettings settings) {
    this.vertx = vertx;
    this.settings = settings;
  }

  WriterStatus status() {
    return status;
  }

  /** Makes the producer, or another one if it is broken, and waits for the topic's metadata. */
  Future<Void> open() {
    KafkaProducer<byte[], byte[]> present = handle;
    if (present != null && !status.isBroken()) {
      return awaitMetadata(present.unwrap());
    }
    return closeProducer()
        .compose(v -> vertx.executeBlocking(this::create, false))
        .compose(
            made ->
                awaitMetadata(made.unwrap())
                    .compose(v -> use(made))
                    .recover(e -> close(made).eventually(() -> Future.failedFuture(e))));
  }

  private KafkaProducer<byte[], byte[]> create() {
    return KafkaProducer.createShared(
        vertx,
        "event-api-" + UUID.randomUUID(),
        ProducerProperties.of(settings),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }

  private Future<Void> use(KafkaProducer<byte[], byte[]> made) {
    if (closed) {
      return Future.failedFuture("closed while it was opened");
    }
    status.replaced();
    handle = made;
    return Future.succeededFuture();
  }

  /** Polls, as a request for unknown metadata fails at once with {@code max.block.ms=0}. */
  private Future<Void> awaitMetadata(Producer<?, ?> source) {
    String topic = settings.kafka().topic();
    return Retry.every(vertx, METADATA_PAUSE, "fetch the metadata of topic " + topic)
        .within(METADATA_LIMIT)
        .onlyIf(TimeoutException.class::isInstance)
        .unless(() -> closed)
        .run(
            () -> {
              source.partitionsFor(topic);
              return Future.succeededFuture();
            });
  }

  /**
   * Writes all events; called on any thread, never blocks.
   *
   * @param context where the result is delivered
   * @return the number of events once Kafka has acknowledged all of them, or a {@link Refusal}
   */
  Future<Integer> write(EventBatch events, Context context) {
    KafkaProducer<byte[], byte[]> target = handle;
    if (target == null) {
      return Future.failedFuture(Refusal.kafkaAway("there is no connection yet"));
    }
    status.started();
    RequestAcks acks = new RequestAcks(events.size(), context, status);
    acks.submitted(send(target.unwrap(), events, acks));
    return acks.result();
  }

  /** Stops at the first fault: what is not sent can't be stored twice by a repeat. */
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

  /** Lets the records in flight finish, within the time for acknowledgements, and closes. */
  Future<Void> close() {
    closed = true;
    return closeProducer();
  }

  private Future<Void> closeProducer() {
    KafkaProducer<byte[], byte[]> closing = handle;
    handle = null;
    return closing == null ? Future.succeededFuture() : close(closing);
  }

  private Future<Void> close(KafkaProducer<byte[], byte[]> closing) {
    return vertx
        .<Void>executeBlocking(() -> finish(closing.unwrap()), false)
        .eventually(closing::close);
  }

  private Void finish(Producer<?, ?> closing) {
    closing.close(settings.ackTimeout().plus(Duration.ofSeconds(1)));
    return null;
  }
}
