package io.streamproc.consumer.health;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.streamproc.consumer.store.StoreStage;
import io.vertx.core.Future;
import java.util.concurrent.TimeUnit;

/** The meters of one consumer; each carries the tag {@code role}. */
public final class ConsumerMetrics {
  private final Counter read;
  private final Counter dead;
  private final Counter stored;
  private final Counter repeated;
  private final Timer store;
  private final MeterRegistry registry;
  private final String role;

  public ConsumerMetrics(MeterRegistry registry, String role) {
    this.registry = registry;
    this.role = role;
    read = counter("streamproc.consumer.read", "records read from Kafka");
    stored = counter("streamproc.consumer.stored", "events newly stored");
    repeated = counter("streamproc.consumer.repeated", "events that were stored before");
    dead = counter("streamproc.consumer.dead", "records put on the dead-letter topic");
    store =
        Timer.builder("streamproc.consumer.store")
            .description("time to store a batch, retries included")
            .tag("role", role)
            .register(registry);
  }

  private Counter counter(String name, String meaning) {
    return Counter.builder(name).description(meaning).tag("role", role).register(registry);
  }

  public void read(int records) {
    read.increment(records);
  }

  /** Records that are no events were put on the dead-letter topic. */
  public void refused(int records) {
    dead.increment(records);
  }

  /**
   * @param size events of the batch
   * @param nanos from the first attempt to the end
   */
  public void stored(int size, StoreStage.Outcome outcome, long nanos) {
    store.record(nanos, TimeUnit.NANOSECONDS);
    stored.increment(outcome.kept());
    repeated.increment(size - outcome.kept() - outcome.dead());
    dead.increment(outcome.dead());
  }

  /** From now on the lag is a gauge, see {@link #unwatch}. */
  public Gauge watch(LagWatch watch) {
    return Gauge.builder("streamproc.consumer.lag", watch, LagWatch::lag)
        .description("records between what is stored and Kafka's end, this consumer's partitions")
        .tag("role", role)
        .register(registry);
  }

  public Future<?> unwatch(Gauge lag) {
    registry.remove(lag);
    return Future.succeededFuture();
  }
}
