package io.streamproc.consumer.loop;

import static io.streamproc.consumer.loop.ScriptedConsumer.event;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.streamproc.consumer.health.ConsumerMetrics;
import io.streamproc.consumer.health.LagWatch;
import io.streamproc.consumer.store.BatchBuilder;
import io.streamproc.consumer.store.RecordTraces;
import io.streamproc.consumer.store.SortedRecords;
import io.streamproc.consumer.store.StoreStage;
import io.streamproc.core.Names;
import io.streamproc.core.event.EventDecoder;
import io.streamproc.core.management.Health;
import io.streamproc.core.series.SeriesName;
import io.streamproc.core.trace.CurrentSpan;
import io.streamproc.core.trace.TraceSpan;
import io.streamproc.testkit.Eventually;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.kafka.client.consumer.KafkaReadStream;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("A consumer reports")
@Timeout(60)
class ProgressTest {
  private static final String TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

  private final Vertx vertx = Vertx.vertx();
  private final Context context = vertx.getOrCreateContext();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final Health health = new Health(vertx);
  private final Health.Part part = health.part("consumer");
  private final List<String> calls = new CopyOnWriteArrayList<>(); // of spans
  private final List<JsonObject> hints = new CopyOnWriteArrayList<>();
  private Progress progress;

  @BeforeEach
  void build() {
    KafkaReadStream<byte[], byte[]> stream = KafkaReadStream.create(vertx, new ScriptedConsumer());
    vertx.eventBus().<JsonObject>consumer(Names.BUS_PROGRESS, hint -> hints.add(hint.body()));
    progress =
        new Progress(
            new ConsumerMetrics(meters, "consumer-high", Clock.systemUTC()),
            new LagWatch(stream, Clock.systemUTC()),
            part,
            new BatchTrace(new NotedTracer(calls)),
            new HintPublisher(vertx.eventBus(), SeriesName.HIGH));
  }

  @AfterEach
  void close() {
    vertx.close().await();
  }

  private static SortedRecords sorted(double amount) {
    ConsumerRecord<byte[], byte[]> record = event(0, 0, amount);
    record.headers().add(Names.HEADER_TRACEPARENT, TRACE.getBytes(UTF_8));
    var partition = ScriptedConsumer.partition(0);
    var polled =
        new ConsumerRecords<>(
            Map.of(partition, List.of(record)), Map.of(partition, new OffsetAndMetadata(1)));
    BatchBuilder batch =
        new BatchBuilder(new EventDecoder(), e -> e.amount() > 5, new RecordTraces(true));
    batch.add("id", polled, Map.of());
    return batch.build(Map.of());
  }

  /** The span of the context after these calls. */
  private TraceSpan after(Runnable reports) {
    return Future.<TraceSpan>future(
            result ->
                context.runOnContext(
                    v -> {
                      reports.run();
                      result.complete(CurrentSpan.of(Vertx.currentContext()));
                    }))
        .await();
  }

  @Test
  @DisplayName("a batch that is not stored as a span that failed, which no hint names")
  void notStored() {
    SortedRecords sorted = sorted(9);
    TraceSpan during = after(() -> progress.storing(sorted));
    assertEquals("batch", during.traceparent());
    assertSame(TraceSpan.NONE, after(progress::notStored), "the next batch is another one");
    assertEquals(
        List.of("span store batch [" + TRACE + "] {failed=not stored, streamproc.events=1} true"),
        calls);
  }

  @Test
  @DisplayName("a stored batch as an ended span, in its meters and as readiness")
  void stored() {
    SortedRecords sorted = sorted(9);
    part.notReady("storing in parts");
    TraceSpan left =
        after(
            () -> {
              progress.storing(sorted);
              progress.stored(sorted, new StoreStage.Outcome(1, 0), 2_000_000_000L);
            });
    assertSame(TraceSpan.NONE, left);
    assertEquals(
        List.of(
            "span store batch ["
                + TRACE
                + "] {streamproc.events=1, streamproc.events.dead=0, streamproc.events.kept=1}"
                + " true"),
        calls);
    assertTrue(health.reasons().isEmpty(), health.reasons()::toString);
    assertEquals(1, meters.get("streamproc.consumer.stored").counter().count());
    assertEquals(2, meters.get("streamproc.consumer.store").timer().totalTime(TimeUnit.SECONDS));
  }

  @Test
  @DisplayName("the range of a stored batch as a hint, and none without events of its series")
  void hint() {
    after(() -> progress.hint(sorted(1), progress.takeTrace()));
    after(() -> progress.hint(sorted(9), progress.takeTrace()));
    Eventually.holds(() -> !hints.isEmpty());
    assertEquals(List.of(new JsonObject("{\"series\":\"high\",\"from\":1000,\"to\":1001}")), hints);
  }
}
