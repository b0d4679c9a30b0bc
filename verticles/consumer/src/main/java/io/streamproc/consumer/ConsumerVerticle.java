package io.streamproc.consumer;

import static org.apache.kafka.clients.consumer.ConsumerConfig.AUTO_OFFSET_RESET_CONFIG;
import static org.apache.kafka.clients.consumer.ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG;
import static org.apache.kafka.clients.consumer.ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG;
import static org.apache.kafka.clients.consumer.ConsumerConfig.GROUP_ID_CONFIG;
import static org.apache.kafka.clients.consumer.ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG;
import static org.apache.kafka.clients.consumer.ConsumerConfig.ISOLATION_LEVEL_CONFIG;
import static org.apache.kafka.clients.consumer.ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG;
import static org.apache.kafka.clients.consumer.ConsumerConfig.MAX_POLL_RECORDS_CONFIG;
import static org.apache.kafka.clients.consumer.ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG;
import static org.apache.kafka.clients.consumer.ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG;
import static org.apache.kafka.clients.consumer.ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG;
import static org.apache.kafka.clients.consumer.ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG;

import io.streamproc.core.kafka.Topics;
import io.streamproc.core.management.Health;
import io.streamproc.core.role.Retry;
import io.streamproc.core.role.RoleContext;
import io.streamproc.core.role.RoleVerticle;
import io.streamproc.core.settings.Settings;
import io.streamproc.stores.EventSink;
import io.vertx.core.Future;
import io.vertx.kafka.client.consumer.KafkaReadStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** A consumer of one side: waits for Kafka and its store, subscribes, and runs the loop. */
public abstract class ConsumerVerticle extends RoleVerticle<ConsumerConfig> {
  /** Silence of Kafka's coordinator, in seconds, from which on the role is not ready. */
  private static final double SILENCE = 10;

  private static final long WATCH_MS = 1_000;

  private EventSink sink;
  private DeadLetterWriter deadLetters;
  private KafkaReadStream<byte[], byte[]> stream;
  private ConsumerLoop loop;
  private LagWatch lag;
  private Health.Part health;
  private Health.Part kafkaHealth;
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
    health = role.health().part(config.role());
    kafkaHealth = role.health().part(config.role() + "-kafka");
    sink = config.sink().apply(vertx);
    deadLetters = new DeadLetterWriter(vertx, config.kafka(), config.role(), role.clock());
    ConsumerMetrics metrics = new ConsumerMetrics(role.metrics(), config.role());
    String kafka = "Kafka at " + config.kafka().bootstrapServers();
    return waitFor(config.store(), sink::open)
        .compose(v -> waitFor(kafka, () -> Topics.ensure(vertx, config.kafka())))
        .compose(topic -> waitFor(kafka, () -> connect(config)).map(topic.id()))
        .compose(topicId -> subscribe(config).map(topicId))
        .onSuccess(topicId -> run(config, topicId, metrics));
  }

  private <T> Future<T> waitFor(String server, Supplier<Future<T>> attempt) {
    return new Retry(vertx, "connect to " + server, e -> true, () -> stopping, health::notReady)
        .run(attempt);
  }

  /** Off the event loop: the constructor looks up host names, and fails while there are none. */
  private Future<Void> connect(ConsumerConfig config) {
    return vertx
        .executeBlocking(() -> new KafkaConsumer<byte[], byte[]>(properties(config)))
        .onSuccess(consumer -> stream = KafkaReadStream.create(vertx, consumer))
        .mapEmpty();
  }

  private Future<Void> subscribe(ConsumerConfig config) {
    return stream.subscribe(Set.of(config.kafka().topic()));
  }

  private void run(ConsumerConfig config, String topicId, ConsumerMetrics metrics) {
    lag = new LagWatch(vertx, stream);
    metrics.watch(lag);
    loop =
        new ConsumerLoop(vertx, config, topicId, stream, sink, deadLetters, metrics, lag, health);
    lag.start();
    health.ready();
    watch(); // or a consumer that has started would not be ready for its first second
    vertx.setPeriodic(WATCH_MS, t -> watch());
    loop.start();
  }

  /** The client hides a broker that is away: its poll is just empty. Its heartbeat tells. */
  private void watch() {
    double silence = ConsumerMetrics.secondsSinceHeartbeat(stream.unwrap());
    if (silence > SILENCE) {
      kafkaHealth.notReady("no heartbeat from Kafka for " + Math.round(silence) + " s");
    } else {
      kafkaHealth.ready();
    }
  }

  private static Map<String, Object> properties(ConsumerConfig config) {
    ConsumerSettings consumer = config.consumer();
    int session = (int) consumer.sessionTimeout().toMillis();
    Map<String, Object> own = new HashMap<>();
    own.put(GROUP_ID_CONFIG, consumer.group(config.series()));
    own.put(ENABLE_AUTO_COMMIT_CONFIG, false);
    own.put(AUTO_OFFSET_RESET_CONFIG, "earliest");
    own.put(ISOLATION_LEVEL_CONFIG, "read_committed");
    own.put(MAX_POLL_RECORDS_CONFIG, consumer.batch());
    own.put(SESSION_TIMEOUT_MS_CONFIG, session);
    own.put(HEARTBEAT_INTERVAL_MS_CONFIG, session / 3);
    // Commits and look-ups run on the consumer's one thread; none may hold it for a minute.
    own.put(DEFAULT_API_TIMEOUT_MS_CONFIG, 10_000);
    own.put(REQUEST_TIMEOUT_MS_CONFIG, 10_000);
    own.put(PARTITION_ASSIGNMENT_STRATEGY_CONFIG, List.of(CooperativeStickyAssignor.class));
    own.put(KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    own.put(VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    return config.kafka().properties(own);
  }

  @Override
  public Future<?> stop() {
    stopping = true;
    if (lag != null) {
      lag.stop();
    }
    Future<Void> drained = loop == null ? Future.succeededFuture() : loop.stop();
    return drained
        .eventually(() -> stream == null ? Future.succeededFuture() : stream.close())
        .eventually(() -> Future.join(deadLetters.close(), sink.close()));
  }
}
