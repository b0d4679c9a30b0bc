package io.streamproc.api;

import io.micrometer.core.instrument.MeterRegistry;
import io.streamproc.api.request.Refusal;
import io.streamproc.core.event.EventBatch;
import io.streamproc.core.event.EventEncoder;
import io.streamproc.core.kafka.TraceHeader;
import io.streamproc.core.kafka.WatchHeader;
import io.streamproc.core.metrics.KafkaMeters;
import io.streamproc.core.retry.Retry;
import io.streamproc.core.trace.CurrentSpan;
import io.streamproc.core.trace.SpanKind;
import io.streamproc.core.trace.TraceSpan;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.kafka.client.producer.KafkaProducer;
import java.time.Duration;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Writes events to Kafka through one producer that all event loops share. It uses the Kafka
 * producer directly, because the Vert.x stream around it switches to a worker thread for every
 * record. With {@code max.block.ms=0} its {@code send} never blocks.
 */
final class EventWriter {
  private static final Duration METADATA_PAUSE = Duration.ofMillis(20);
  private static final Duration METADATA_LIMIT = Duration.ofSeconds(5);

  private final Vertx vertx;
  private final EventApiSettings settings;
  private final KafkaMeters meters;
  private final WriterStatus status = new WriterStatus();
  private volatile KafkaProducer<byte[], byte[]> handle; // null if there is no producer
  private volatile boolean closed; // permanently

  EventWriter(Vertx vertx, EventApiSettings settings, MeterRegistry metrics) {
    this.vertx = vertx;
    this.settings = settings;
    meters = KafkaMeters.ofProducer(metrics, "event-api");
  }

  WriterStatus status() {
    return status;
  }

  /** Creates the producer, or replaces it if it is broken, and waits for the topic's metadata. */
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
                    .recover(e -> close(made).transform(closed -> Future.failedFuture(e))));
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
    meters.follow(made.unwrap()::metrics);
    return Future.succeededFuture();
  }

  /** Polls, because with {@code max.block.ms=0} a request for unknown metadata fails at once. */
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
   * Writes all events. Callable on any thread, never blocks.
   *
   * @param watch marks the records
   * @param context where the result is delivered
   * @return the number of events once Kafka has acknowledged all of them, or a {@link Refusal}
   */
  Future<Integer> write(EventBatch events, WatchHeader watch, Context context) {
    KafkaProducer<byte[], byte[]> target = handle;
    if (target == null) {
      return Future.failedFuture(Refusal.kafkaUnavailable("there is no connection yet"));
    }
    status.started();
    TraceSpan span = CurrentSpan.of(context).child(SpanKind.PRODUCER, "send events");
    RequestAcks acks = new RequestAcks(events.size(), context, status);
    TraceHeader trace = TraceHeader.of(span.traceparent());
    acks.submitted(send(target.unwrap(), events, acks, r -> watch.addTo(trace.addTo(r))));
    return span == TraceSpan.NONE ? acks.result() : ending(span, events.size(), acks.result());
  }

  private static Future<Integer> ending(TraceSpan span, int events, Future<Integer> result) {
    return result
        .onFailure(e -> span.fail("not acknowledged"))
        .onComplete(done -> span.set("streamproc.events", events).end());
  }

  /** Stops at the first failure: events that were not sent can't be stored twice by a retry. */
  private int send(
      Producer<byte[], byte[]> target,
      EventBatch events,
      RequestAcks acks,
      UnaryOperator<ProducerRecord<byte[], byte[]>> marked) {
    String topic = settings.kafka().topic();
    for (int i = 0; i < events.size(); i++) {
      byte[] value = EventEncoder.encode(events.amount(i), events.time(i));
      try {
        target.send(marked.apply(new ProducerRecord<>(topic, value)), acks);
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

  /** Waits for the records in flight, within the acknowledgement timeout, and closes. */
  Future<Void> close() {
    closed = true;
    return closeProducer().eventually(meters::close);
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
