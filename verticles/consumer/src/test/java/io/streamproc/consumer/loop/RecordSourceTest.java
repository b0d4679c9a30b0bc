package io.streamproc.consumer.loop;

import static io.streamproc.consumer.loop.ScriptedConsumer.event;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.streamproc.testkit.Eventually;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.kafka.client.consumer.KafkaReadStream;
import java.time.Duration;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("The source of records")
@Timeout(60)
class RecordSourceTest {
  private final Vertx vertx = Vertx.vertx();
  private final Context context = vertx.getOrCreateContext();
  private final ScriptedConsumer kafka = new ScriptedConsumer();
  private RecordSource source;

  @BeforeEach
  void connect() {
    KafkaReadStream<byte[], byte[]> stream = KafkaReadStream.create(vertx, kafka);
    stream.subscribe(Set.of(ScriptedConsumer.TOPIC)).await();
    kafka.assignPartitions(2);
    source =
        new RecordSource(
            vertx,
            stream,
            new KeepAlive(vertx, stream, Duration.ofMillis(5)),
            new PacedCommits(vertx, stream, Duration.ofMillis(1)));
  }

  @AfterEach
  void close() {
    vertx.close().await();
  }

  private <T> T onContext(Supplier<Future<T>> call) {
    return Future.<T>future(done -> context.runOnContext(v -> call.get().onComplete(done))).await();
  }

  @Test
  @DisplayName("stays in the group without reading while it is held, and reads again afterwards")
  void held() {
    kafka.next(event(0, 0, 9));
    onContext(
        () -> {
          source.hold();
          return Future.succeededFuture();
        });
    Eventually.holds(() -> kafka.calls("poll of 2 paused").size() >= 3);
    onContext(source::release);
    ConsumerRecords<byte[], byte[]> records = onContext(source::poll);
    assertEquals(1, records.count());
    assertEquals(Set.of(), kafka.paused());
  }

  @Test
  @DisplayName("interrupts a poll, and nothing that is no poll")
  void wakeUp() {
    source.wakeUp();
    assertEquals(0, kafka.calls("wakeup").size());
    Future<ConsumerRecords<byte[], byte[]>> poll =
        Future.future(done -> context.runOnContext(v -> source.poll().onComplete(done)));
    context.runOnContext(v -> source.wakeUp());
    Eventually.holds(poll::isComplete);
    assertEquals(1, kafka.calls("wakeup").size());
  }
}
