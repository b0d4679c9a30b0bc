package io.streamproc.consumer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.streamproc.core.kafka.KafkaSettings;
import io.streamproc.core.role.RoleContext;
import io.streamproc.core.series.SeriesName;
import io.streamproc.core.series.Threshold;
import io.streamproc.stores.EventSink;
import io.streamproc.stores.SinkBatch;
import io.streamproc.testkit.Eventually;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("A consumer that is stopped in the middle of its start")
@Timeout(60)
class ConsumerVerticleTest {
  private final Vertx vertx = Vertx.vertx();
  private final RoleContext context = RoleContext.create(vertx);
  private final AtomicBoolean storeIsThere = new AtomicBoolean();
  private final AtomicBoolean closed = new AtomicBoolean();

  private final class Sink implements EventSink {
    @Override
    public Future<Void> open() {
      return storeIsThere.get() ? Future.succeededFuture() : Future.failedFuture("away");
    }

    @Override
    public Future<Integer> store(SinkBatch batch) {
      throw new AssertionError("nothing was read");
    }

    @Override
    public Future<Void> close() {
      closed.set(true);
      return Future.succeededFuture();
    }
  }

  private static final class Consumer extends ConsumerVerticle {
    private Consumer(ConsumerConfig config, RoleContext role) {
      super(config, role);
    }
  }

  @AfterEach
  void close() {
    vertx.close().await();
  }

  private Consumer consumer() {
    return new Consumer(
        new ConsumerConfig(
            SeriesName.HIGH,
            new KafkaSettings("no.such.host.invalid:9092", "t", "t.dead", 1, 1, Map.of()),
            new ConsumerSettings(new Threshold(5), "g", 1, Duration.ofSeconds(6)),
            "the store",
            v -> new Sink()),
        context);
  }

  private void assertStops(String reason) {
    Consumer consumer = consumer();
    Future<String> deployed = vertx.deployVerticle(consumer);
    Eventually.holds(
        () -> context.health().reasons().getOrDefault("consumer-high", "").startsWith(reason));
    assertEquals(
        1, context.health().reasons().size(), "one reason, also if Kafka is not asked yet");
    assertFalse(closed.get());
    consumer.abandon().toCompletionStage().toCompletableFuture().join();
    assertTrue(closed.get());
    Eventually.holds(deployed::isComplete);
    assertTrue(deployed.failed());
    assertEquals(Map.of(), context.health().reasons());
  }

  @Test
  @DisplayName(
      "has said that it waits for its store, closes what it has opened, and fails to start")
  void waitsForTheStore() {
    assertStops("waiting to connect to the store: away");
  }

  @Test
  @DisplayName("has said that it waits for Kafka, closes what it has opened, and fails to start")
  void waitsForKafka() {
    storeIsThere.set(true);
    assertStops("waiting to connect to Kafka at no.such.host.invalid:9092: ");
  }
}
