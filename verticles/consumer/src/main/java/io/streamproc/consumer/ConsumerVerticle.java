package io.streamproc.consumer;

import io.streamproc.consumer.fault.DeadLetterWriter;
import io.streamproc.consumer.health.ConsumerMetrics;
import io.streamproc.consumer.health.CoordinatorWatch;
import io.streamproc.consumer.health.LagWatch;
import io.streamproc.consumer.health.MeteredSink;
import io.streamproc.consumer.loop.BacklogConsumer;
import io.streamproc.consumer.loop.BatchReader;
import io.streamproc.consumer.loop.BatchTrace;
import io.streamproc.consumer.loop.ConsumerLoop;
import io.streamproc.consumer.loop.HintPublisher;
import io.streamproc.consumer.loop.Progress;
import io.streamproc.consumer.loop.RecordSorter;
import io.streamproc.consumer.loop.RecordSource;
import io.streamproc.consumer.loop.TopicIdentity;
import io.streamproc.consumer.store.StoreStage;
import io.streamproc.core.bus.Figures;
import io.streamproc.core.kafka.Topics;
import io.streamproc.core.management.Health;
import io.streamproc.core.metrics.KafkaMeters;
import io.streamproc.core.retry.Retry;
import io.streamproc.core.role.RoleContext;
import io.streamproc.core.role.RoleVerticle;
import io.streamproc.core.settings.Settings;
import io.streamproc.core.trace.RoleTracer;
import io.streamproc.stores.EventSink;
import io.vertx.core.Future;
import io.vertx.kafka.client.consumer.KafkaReadStream;
import java.util.Set;
import java.util.function.Function;

/** A consumer of one side: waits for Kafka and its store, subscribes, and runs the loop. */
public abstract class ConsumerVerticle extends RoleVerticle<ConsumerConfig> {
  private static final long COORDINATOR_MS = 1_000;
  private static final long LAG_MS = 2_000;

  private Health.Part health;
  private ConsumerMetrics metrics;
  private MeteredSink sink;
  private RoleTracer tracer;
  private Retry retry;

  /** Used when the verticle is started by class name. */
  protected ConsumerVerticle(Function<Settings, ConsumerConfig> reader) {
    super(reader);
  }

  /** Used by the launcher and by tests. */
  protected ConsumerVerticle(ConsumerConfig config, RoleContext role) {
    super(config, role);
  }

  @Override
  protected Future<?> start(ConsumerConfig config, RoleContext role) {
    health = open.addPart(role.health(), config.role());
    metrics = new ConsumerMetrics(role.metrics(), config.role(), role.clock());
    tracer = role.tracing().tracer(config.role());
    retry =
        Retry.withBackoff(vertx, "connect to Kafka at " + config.kafka().bootstrapServers())
            .unless(open::isClosed)
            .onWait(health::notReady);
    sink =
        open.add(
            new MeteredSink(config.sink().apply(vertx), role.metrics(), config.role()),
            EventSink::close);
    DeadLetterWriter deadLetters =
        open.add(
            new DeadLetterWriter(vertx, config.kafka(), config.role(), role.clock()),
            DeadLetterWriter::close);
    StoreStage stage = new StoreStage(retry, config.store(), sink, deadLetters::write, health);
    return retry
        .named("connect to " + config.store())
        .run(sink::open)
        .compose(v -> retry.run(() -> Topics.ensure(vertx, config.kafka())))
        .compose(topic -> run(config, role, topic.id(), stage))
        .recover(e -> open.close().transform(v -> Future.failedFuture(e)));
  }

  @Override
  protected Figures figures() {
    return metrics.figures().total(Figures.RETRIES, sink.failures());
  }

  private Future<Void> run(
      ConsumerConfig config, RoleContext role, String topicId, StoreStage stage) {
    return subscribe(config)
        .map(
            stream -> {
              LagWatch lag = observe(config, role, stream);
              run(config, topicId, stream, stage, lag);
              return null;
            });
  }

  private Future<KafkaReadStream<byte[], byte[]>> subscribe(ConsumerConfig config) {
    return retry
        .run(() -> connect(config))
        .compose(stream -> stream.subscribe(Set.of(config.kafka().topic())).map(stream));
  }

  /**
   * Off the event loop: the constructor looks up host names, and fails if they can't be resolved.
   */
  private Future<KafkaReadStream<byte[], byte[]>> connect(ConsumerConfig config) {
    return vertx
        .executeBlocking(
            () ->
                new BacklogConsumer(
                    ConsumerProperties.of(config), config.consumer().limits().part()))
        .map(consumer -> open.add(KafkaReadStream.create(vertx, consumer), KafkaReadStream::close));
  }

  private LagWatch observe(
      ConsumerConfig config, RoleContext role, KafkaReadStream<byte[], byte[]> stream) {
    LagWatch lag = open.add(new LagWatch(stream, role.clock()), LagWatch::close);
    open.add(metrics.watch(lag), metrics::unwatch);
    every(LAG_MS, lag::update);
    Health.Part kafkaHealth = open.addPart(role.health(), config.role() + "-kafka");
    CoordinatorWatch coordinator = new CoordinatorWatch(stream.unwrap(), kafkaHealth);
    coordinator.update(); // or a consumer that has started would not be ready for its first second
    every(COORDINATOR_MS, coordinator::update);
    KafkaMeters client =
        open.add(KafkaMeters.ofConsumer(role.metrics(), config.role()), KafkaMeters::close);
    client.follow(stream.unwrap()::metrics);
    return lag;
  }

  private void run(
      ConsumerConfig config,
      String topicId,
      KafkaReadStream<byte[], byte[]> stream,
      StoreStage stage,
      LagWatch lag) {
    RecordSource source = new RecordSource(vertx, stream);
    ConsumerLoop loop =
        new ConsumerLoop(
            retry,
            source,
            new BatchReader(
                source, sorter(config, topicId), config.consumer().limits(), retry::isStopped),
            stage,
            new Progress(
                metrics,
                lag,
                health,
                new BatchTrace(tracer),
                new HintPublisher(vertx.eventBus(), config.series())));
    open.add(loop, ConsumerLoop::stop);
    health.ready();
    loop.start();
  }

  private void every(long millis, Runnable action) {
    open.addTimer(vertx, vertx.setPeriodic(millis, t -> action.run()));
  }

  private RecordSorter sorter(ConsumerConfig config, String topicId) {
    Retry lookUp = retry.named("look up the topic");
    return new RecordSorter(
        vertx,
        config.consumer().threshold(),
        config.series(),
        new TopicIdentity(
            topicId,
            () ->
                lookUp.run(() -> Topics.ensure(vertx, config.kafka())).map(Topics.Incarnation::id)),
        tracer.isOn());
  }
}
