package io.streamproc.consumer.loop;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.streamproc.consumer.fault.RefusedRecord;
import io.streamproc.consumer.health.ConsumerMetrics;
import io.streamproc.consumer.health.LagWatch;
import io.streamproc.consumer.store.StoreStage;
import io.streamproc.core.Names;
import io.streamproc.core.bus.BusTrace;
import io.streamproc.core.management.Health;
import io.streamproc.core.retry.Retry;
import io.streamproc.core.series.SeriesName;
import io.streamproc.core.series.Threshold;
import io.streamproc.core.trace.RoleTracer;
import io.streamproc.stores.EventSink;
import io.streamproc.stores.SinkBatch;
import io.streamproc.testkit.Eventually;
import io.streamproc.testkit.role.RecordingSink;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.kafka.client.consumer.KafkaReadStream;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A running loop with a scripted consumer and a store in memory. */
abstract class RunningLoop {
  static final BatchLimits LIMITS = new BatchLimits(500, 1_000, 1 << 20);

  final Vertx vertx = Vertx.vertx();
  final Context context = vertx.getOrCreateContext();
  final ScriptedConsumer kafka = new ScriptedConsumer();
  final RecordingSink store = new RecordingSink();
  final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  final Health health = new Health(vertx);
  final List<String> reasons = new CopyOnWriteArrayList<>(); // why it was not ready
  final AtomicInteger lookUps = new AtomicInteger();
  volatile Future<String> topicId = Future.succeededFuture("id-1");
  volatile Future<String> topicIdAfterwards; // null: the same again
  volatile boolean stopping;
  volatile Future<?> storeAnswers = Future.succeededFuture();
  final RoleTracer tracer = new NotedTracer(kafka.calls);
  final List<String> hintTraces = new CopyOnWriteArrayList<>();
  LagWatch lag;
  ConsumerLoop loop;

  /** How long the store takes for a batch. */
  volatile long storeMillis;

  /** The store, which notes in the list of calls when it is used. */
  private final class NotedSink implements EventSink {
    @Override
    public Future<Void> open() {
      return store.open();
    }

    private Future<?> delay() {
      return storeMillis == 0 ? Future.succeededFuture() : vertx.timer(storeMillis);
    }

    @Override
    public Future<Integer> store(SinkBatch batch) {
      kafka.calls.add("store " + batch.size());
      return storeAnswers.compose(v -> delay()).compose(v -> store.store(batch));
    }

    @Override
    public Future<Void> close() {
      return store.close();
    }
  }

  @BeforeEach
  void start() {
    KafkaReadStream<byte[], byte[]> stream = KafkaReadStream.create(vertx, kafka);
    stream.subscribe(Set.of(ScriptedConsumer.TOPIC)).await();
    kafka.assignPartitions(2);
    kafka.setMaxPollRecords(LIMITS.poll());
    vertx
        .eventBus()
        .<JsonObject>consumer(
            Names.BUS_PROGRESS,
            hint -> {
              hintTraces.add(String.valueOf(BusTrace.of(hint)));
              kafka.calls.add("hint " + hint.body().encode());
            });
    Health.Part part = health.part("consumer");
    Retry retry =
        Retry.withBackoff(vertx, "?")
            .unless(() -> stopping)
            .onWait(
                why -> {
                  part.notReady(why);
                  reasons.add(why);
                });
    lag = new LagWatch(stream, Clock.systemUTC());
    RecordSource source =
        new RecordSource(
            vertx,
            stream,
            new KeepAlive(vertx, stream, Duration.ofSeconds(3)),
            new PacedCommits(vertx, stream, Duration.ofMillis(1)));
    loop =
        new ConsumerLoop(
            retry,
            source,
            new BatchReader(source, sorter(), LIMITS, () -> stopping),
            new StoreStage(retry, "the store", new NotedSink(), this::putAside, part),
            new Progress(
                new ConsumerMetrics(meters, "consumer-high", Clock.systemUTC()),
                lag,
                part,
                new BatchTrace(tracer),
                new HintPublisher(vertx.eventBus(), SeriesName.HIGH)));
    context.runOnContext(v -> loop.start());
  }

  private RecordSorter sorter() {
    return new RecordSorter(
        vertx,
        new Threshold(5),
        SeriesName.HIGH,
        new TopicIdentity(
            "id-0",
            () -> {
              Future<String> answer = topicId;
              topicId = topicIdAfterwards == null ? answer : topicIdAfterwards;
              lookUps.incrementAndGet();
              return answer;
            }),
        true);
  }

  Future<Void> putAside(List<RefusedRecord> refused) {
    if (!refused.isEmpty()) {
      kafka.calls.add("dead " + refused.get(0).source());
    }
    return Future.succeededFuture();
  }

  @AfterEach
  void close() {
    vertx.close().await();
  }

  Future<Void> stop() {
    Promise<Void> stopped = Promise.promise();
    context.runOnContext(
        v -> {
          stopping = true;
          loop.stop().onComplete(stopped);
        });
    return stopped.future();
  }

  void awaitCalls(int count) {
    Eventually.holds(() -> kafka.calls.size() >= count);
  }

  double counted(String meter) {
    return meters
        .get("streamproc.consumer." + meter)
        .tag("role", "consumer-high")
        .counters()
        .stream()
        .mapToDouble(Counter::count)
        .sum();
  }
}
