package io.streamproc.consumer;

import io.streamproc.consumer.fault.DeadLetterWriter;
import io.streamproc.consumer.health.ConsumerMetrics;
import io.streamproc.consumer.health.CoordinatorWatch;
import io.streamproc.consumer.health.LagWatch;
import io.streamproc.consumer.loop.ConsumerLoop;
import io.streamproc.consumer.loop.Progress;
import io.streamproc.consumer.loop.RecordSorter;
import io.streamproc.consumer.loop.RecordSource;
import io.streamproc.consumer.loop.TopicIdentity;
import io.streamproc.consumer.store.StoreStage;
import io.streamproc.core.kafka.Topics;
import io.streamproc.core.management.Health;
import io.streamproc.core.retry.Retry;
import io.streamproc.core.role.OpenResources;
import io.streamproc.core.role.RoleContext;
import io.streamproc.core.role.RoleVerticle;
import io.streamproc.core.settings.Settings;
import io.streamproc.stores.EventSink;
import io.vertx.core.Future;
import io.vertx.kafka.client.consumer.KafkaReadStream;
import java.util.Set;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.KafkaConsumer;

/** A consumer of one side: waits for Kafka and its store, subscribes, and runs the loop. */
public abstract class ConsumerVerticle extends RoleVerticle<ConsumerConfig> {
  private static final long COORDINATOR_MS = 1_000;
  private static final long LAG_MS = 2_000;

  private final OpenResources open = new OpenResources();
  private Health.Part health;
  private Health.Part kafkaHealth;
  private ConsumerMetrics metrics;
  private Retry retry;
  private boolean stopping;

  /** For a start by class name. */
  protected ConsumerVerticle(Function<Settings, ConsumerConfig> reader) {
    super(reader);
  }

  /** For a start by the launcher or a test. */
  protected ConsumerVerticle(ConsumerConfig config, RoleContext role) {
    super(config, role);
  }

  @Override
  protected Future<?> start(ConsumerConfig config, RoleContext role) {
    health = part(role, config.role());
    kafkaHealth = part(role, config.role() + "-kafka");
    metrics = new ConsumerMetrics(role.metrics(), config.role());
    retry =
        Retry.withBackoff(vertx, "connect to Kafka at " + config.kafka().bootstrapServers())
            .unless(() -> stopping)
            .onWait(health::notReady);
    EventSink sink = open.add(config.sink().apply(vertx), EventSink::close);
    DeadLetterWriter deadLetters =
        open.add(
            new DeadLetterWriter(vertx, config.kafka(), config.role(), role.clock()),
            DeadLetterWriter::close);
    StoreStage stage = new StoreStage(retry, config.store(), sink, deadLetters::write, health);
    return retry
        .named("connect to " + config.store())
        .run(sink::open)
        .compose(v -> retry.run(() -> Topics.ensure(vertx, config.kafka())))
        .compose(
            topic -> subscribe(config).onSuccess(stream -> run(config, topic.id(), stream, stage)));
  }

  private Health.Part part(RoleContext role, String name) {
    return open.add(
        role.health().part(name),
        part -> {
          role.health().remove(name);
          return Future.succeededFuture();
        });
  }

  private Future<KafkaReadStream<byte[], byte[]>> subscribe(ConsumerConfig config) {
    return retry
        .run(() -> connect(config))
        .compose(stream -> stream.subscribe(Set.of(config.kafka().topic())).map(stream));
  }

  /** Off the event loop: the constructor looks up host names, and fails while there are none. */
  private Future<KafkaReadStream<byte[], byte[]>> connect(ConsumerConfig config) {
    return vertx
        .executeBlocking(() -> new KafkaConsumer<byte[], byte[]>(ConsumerProperties.of(config)))
        .map(consumer -> open.add(KafkaReadStream.create(vertx, consumer), KafkaReadStream::close));
  }

  private void run(
      ConsumerConfig config,
      String topicId,
      KafkaReadStream<byte[], byte[]> stream,
      StoreStage stage) {
    LagWatch lag = open.add(new LagWatch(stream), LagWatch::close);
    open.add(metrics.watch(lag), metrics::unwatch);
    every(LAG_MS, lag::update);
    CoordinatorWatch coordinator = new CoordinatorWatch(stream.unwrap(), kafkaHealth);
    coordinator.update(); // or a consumer that has started would not be ready for its first second
    every(COORDINATOR_MS, coordinator::update);
    ConsumerLoop loop =
        new ConsumerLoop(
            retry,
            new RecordSource(vertx, stream),
            sorter(config, topicId),
            stage,
            new Progress(vertx, config.series(), metrics, lag, health));
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
        config.consumer().threshold(),
        config.series(),
        new TopicIdentity(
            topicId,
            () ->
                lookUp
                    .run(() -> Topics.ensure(vertx, config.kafka()))
                    .map(Topics.Incarnation::id)));
  }

  @Override
  public Future<?> stop() {
    stopping = true;
    return open.close();
  }
}
