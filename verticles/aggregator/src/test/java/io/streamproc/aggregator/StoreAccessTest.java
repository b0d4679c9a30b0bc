package io.streamproc.aggregator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.streamproc.core.management.Health;
import io.streamproc.core.series.Bucket;
import io.streamproc.core.series.SeriesName;
import io.streamproc.core.series.Step;
import io.streamproc.core.series.TimeRange;
import io.streamproc.testkit.Eventually;
import io.streamproc.testkit.role.RecordingReader;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The reader's futures have no context, and complete on the thread of the test. */
@DisplayName("The result of a read arrives on the caller's context,")
@Timeout(60)
class StoreAccessTest {
  private static final TimeRange RANGE = new TimeRange(0, 1_000);

  private final Vertx vertx = Vertx.vertx();
  private final Context context = vertx.getOrCreateContext();
  private final RecordingReader reader = new RecordingReader();
  private final Health.Part health = new Health(vertx).reported("store");

  private record Arrived(Context where, Throwable cause) {}

  @BeforeEach
  void prepare() {
    reader.put(new Bucket(0, 1, 2, 2, 2));
    reader.hold();
  }

  @AfterEach
  void close() throws Exception {
    vertx.close().await(20, TimeUnit.SECONDS);
  }

  private StoreAccess opened(Duration timeout) throws Exception {
    StoreAccess store = new StoreAccess(vertx, SeriesName.HIGH, reader, timeout, health);
    assertEquals(null, get(on(store::open)));
    return store;
  }

  private CompletableFuture<Arrived> on(Supplier<? extends Future<?>> call) {
    CompletableFuture<Arrived> arrived = new CompletableFuture<>();
    context.runOnContext(
        v ->
            call.get()
                .onComplete(r -> arrived.complete(new Arrived(Vertx.currentContext(), r.cause()))));
    return arrived;
  }

  /** Returns its failure, or null if it succeeded. */
  private Throwable get(CompletableFuture<Arrived> arrived) throws Exception {
    Arrived outcome = arrived.get(20, TimeUnit.SECONDS);
    assertSame(context, outcome.where());
    return outcome.cause();
  }

  private Supplier<Future<List<Bucket>>> read(StoreAccess store) {
    return () -> store.read(RANGE, Step.SECOND);
  }

  private Supplier<Future<List<Bucket>>> query(StoreAccess store, Duration within) {
    return () -> store.query(RANGE, Step.SECOND, within);
  }

  @Test
  @DisplayName("when the answer comes on another thread")
  void answered() throws Exception {
    StoreAccess store = opened(Duration.ofSeconds(20));
    var reading = on(read(store));
    var querying = on(query(store, Duration.ofSeconds(20)));
    Eventually.holds(() -> reader.waiting() == 2);
    reader.release();
    assertEquals(null, get(reading));
    assertEquals(null, get(querying));
    assertTrue(store.answers());
  }

  @Test
  @DisplayName("when it takes longer than its timeout")
  void late() throws Exception {
    StoreAccess store = opened(Duration.ofMillis(50));
    assertTrue(get(on(query(store, Duration.ofSeconds(20)))) instanceof TimeoutException);
    assertTrue(store.answers());
    assertTrue(get(on(read(store))) instanceof TimeoutException);
    assertFalse(store.answers());
  }

  @Test
  @DisplayName("when a ping is not answered")
  void frozen() throws Exception {
    StoreAccess store = opened(Duration.ofSeconds(20));
    reader.freeze();
    var reading = on(read(store));
    var querying = on(query(store, Duration.ofSeconds(20)));
    assertTrue(get(reading) instanceof LivenessProbe.UnansweredException);
    assertTrue(get(querying) instanceof LivenessProbe.UnansweredException);
    assertFalse(store.answers());
  }

  @Test
  @DisplayName("when it fails")
  void failed() throws Exception {
    StoreAccess store = opened(Duration.ofSeconds(20));
    IllegalStateException refused = new IllegalStateException("refused");
    reader.fail(refused);
    assertSame(refused, get(on(read(store))));
    assertFalse(store.answers());
  }
}
