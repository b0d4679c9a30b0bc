package io.streamproc.stores;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.streamproc.core.series.Bucket;
import io.streamproc.core.series.Step;
import io.streamproc.core.series.TimeRange;
import io.streamproc.testkit.FaultyProxy;
import io.streamproc.testkit.FaultyProxy.Mode;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * The contract of stores when the server or the network fails: a transient failure that names the
 * server arrives in time, nothing is duplicated or lost when the batch is retried, and everything
 * works again as soon as the server is back.
 */
@Execution(ExecutionMode.CONCURRENT)
abstract class StoreOutage extends StoreScenario {
  private static final long T0 = Instant.parse("2024-03-01T12:00:00Z").toEpochMilli();
  private static final TimeRange RANGE = new TimeRange(T0, T0 + Step.HOUR.millis());

  /** Timeout for connections and answers. Long, because a busy machine may be slow to answer. */
  private static final Duration TIMEOUT = Duration.ofSeconds(3);

  /** Both timeouts together, plus time for a busy machine to notice. */
  private static final Duration BOUND = Duration.ofSeconds(15);

  private static final Duration SOON = Duration.ofSeconds(30);
  private static final int READS_AT_ONCE = 6;

  private TestStore store;
  private TestStore direct;
  private FaultyProxy proxy;

  /** Creates an empty store on a running server. */
  protected abstract TestStore fresh() throws Exception;

  @BeforeEach
  void connect() throws Exception {
    direct = owned(fresh());
    openReader(direct); // creates the schema with longer timeouts than those under test
    proxy = FaultyProxy.to(direct.port());
    store = direct.through(proxy.port(), TIMEOUT);
  }

  @AfterEach
  void disconnect() {
    proxy.close();
  }

  private EventSink connectedSink() throws Exception {
    EventSink sink = closed(store.sink(vertx));
    assertWorks(sink::open);
    return sink;
  }

  private SeriesReader connectedReader() throws Exception {
    SeriesReader reader = closed(store.reader(vertx));
    assertWorks(reader::open);
    return reader;
  }

  private static TopicLog log(int events) {
    TopicLog log = TopicLog.fresh();
    for (int i = 0; i < events; i++) {
      log.add(i % 3, T0 + i % 1_800_000, (i % 100) / 4.0);
    }
    return log;
  }

  /**
   * Some events of each partition. Once they are stored, storing more events is a single request.
   */
  private static SinkBatch beginning(TopicLog log) {
    SinkBatch batch = log.empty();
    for (int partition = 0; partition < 3; partition++) {
      log.add(batch, partition, 0, 20);
    }
    return batch;
  }

  /** Asserts that the call fails in time, transiently, and with the server's name. */
  private void assertTransient(Supplier<Future<?>> call) throws Exception {
    long start = System.nanoTime();
    StoreException failure = Await.failure(call.get());
    Duration took = Duration.ofNanos(System.nanoTime() - start);
    assertFalse(failure.isPermanent(), failure.getMessage());
    assertTrue(failure.getMessage().startsWith(store.name() + ": "), failure.getMessage());
    assertTrue(took.compareTo(BOUND) < 0, () -> "took " + took);
  }

  private Future<List<Bucket>> read(SeriesReader reader) {
    return reader.read(RANGE, Step.MINUTE);
  }

  /** Asserts that the store contains the log exactly once. No request may still be pending. */
  private void assertHoldsOnce(TopicLog log) throws Exception {
    proxy.awaitConnections(0, Duration.ofSeconds(30));
    SeriesReader reader = openReader(direct);
    assertHolds(log, reader, RANGE, Step.MINUTE);
    assertHolds(log, reader, new TimeRange(T0, T0 + 1_000), Step.SECOND);
  }

  @Test
  @DisplayName("refused connections are a transient failure, and the next attempt works")
  void refused() throws Exception {
    proxy.set(Mode.REFUSE);
    EventSink sink = closed(store.sink(vertx));
    SeriesReader reader = closed(store.reader(vertx));
    assertTransient(sink::open);
    assertTransient(reader::open);
    assertTransient(reader::ping);
    proxy.set(Mode.PASS);
    assertWorks(sink::open);
    assertWorks(reader::open);
    assertWorks(reader::ping);
    TopicLog log = log(10);
    assertWorks(() -> sink.store(log.all()));
    assertWorks(() -> read(reader));
    assertHolds(log, openReader(direct), RANGE, Step.MINUTE);
  }

  @Test
  @DisplayName("opening a server that hangs times out, and the next attempt works")
  void hangsAtOpen() throws Exception {
    proxy.set(Mode.STALL);
    EventSink sink = closed(store.sink(vertx));
    SeriesReader reader = closed(store.reader(vertx));
    Future<Void> opening = reader.open();
    assertTransient(sink::open);
    assertTransient(() -> opening);
    proxy.set(Mode.PASS);
    assertWorks(sink::open);
    assertWorks(reader::open);
  }

  @Test
  @DisplayName("a batch whose request was cut off is stored once when it is retried")
  void cutOff() throws Exception {
    EventSink sink = connectedSink();
    TopicLog log = log(10_000);
    assertWorks(() -> sink.store(beginning(log)));
    proxy.resetAfter(50_000);
    StoreException failure = cut(sink.store(log.all()));
    assertTrue(failure == null || !failure.isPermanent());
    assertWorks(() -> sink.store(log.all()));
    close(sink);
    assertHoldsOnce(log);
  }

  /** Succeeds if the client itself has retried the request that was cut off. */
  private static StoreException cut(Future<Integer> storing) throws Exception {
    try {
      Await.result(storing);
      return null;
    } catch (StoreException e) {
      return e;
    }
  }

  @Test
  @DisplayName("a batch that was stored without an answer is stored once when it is retried")
  void answerLost() throws Exception {
    EventSink sink = connectedSink();
    TopicLog log = log(3_000);
    assertWorks(() -> sink.store(beginning(log)));
    proxy.set(Mode.MUTE);
    Future<Integer> storing = sink.store(log.all());
    proxy.awaitHeldAnswer(BOUND);
    assertTransient(() -> storing);
    proxy.set(Mode.PASS);
    assertWorks(() -> sink.store(log.all()));
    close(sink);
    assertHoldsOnce(log);
  }

  @Test
  @DisplayName("a batch that a hanging server stores late is stored once when it is retried")
  void storedLate() throws Exception {
    EventSink sink = connectedSink();
    TopicLog log = log(3_000);
    assertWorks(() -> sink.store(beginning(log)));
    proxy.set(Mode.STALL);
    assertTransient(() -> sink.store(log.all()));
    proxy.set(Mode.PASS);
    assertWorks(() -> sink.store(log.all()));
    close(sink);
    assertHoldsOnce(log);
  }

  @Test
  @DisplayName("closing does not wait for a server that hangs")
  void closesWhileItHangs() throws Exception {
    EventSink sink = store.sink(vertx);
    SeriesReader reader = store.reader(vertx);
    assertWorks(sink::open);
    assertWorks(reader::open);
    proxy.set(Mode.STALL);
    Future<Integer> storing = sink.store(log(10).all());
    Future<List<Bucket>> reading = read(reader);
    long start = System.nanoTime();
    Await.result(Future.join(sink.close(), reader.close()));
    assertTransient(() -> storing);
    assertTransient(() -> reading);
    assertTrue(System.nanoTime() - start < BOUND.toNanos());
  }

  @Test
  @DisplayName("after each of twenty outages everything works again at once, and nothing leaks")
  void twentyOutages() throws Exception {
    EventSink sink = connectedSink();
    SeriesReader reader = connectedReader();
    TopicLog log = log(1_200);
    for (int i = 0; i < 20; i++) {
      long from = i * 20;
      proxy.set(outage(i));
      Future<Integer> storing = sink.store(log.part(0, from, from + 20));
      List<Future<List<Bucket>>> reading = readMany(reader);
      assertTransient(() -> storing);
      for (Future<List<Bucket>> read : reading) {
        assertTransient(() -> read);
      }
      proxy.set(Mode.PASS);
      assertWorks(() -> sink.store(log.part(0, from, from + 20)));
      assertWorks(() -> Future.all(readMany(reader)));
    }
    assertWorks(() -> sink.store(log.all()));
    assertWorks(() -> read(reader));
    assertHolds(log, openReader(direct), RANGE, Step.MINUTE);
    proxy.awaitConnections(2 * READS_AT_ONCE, BOUND);
  }

  /**
   * Asserts that the call works again soon, with a caller's retries. Usually the first attempt
   * succeeds. But the pool may hand out a broken connection before it notices, and a busy machine
   * may be slow to open one.
   */
  private static void assertWorks(Supplier<Future<?>> call) throws Exception {
    long end = System.nanoTime() + SOON.toNanos();
    while (true) {
      try {
        Await.result(call.get());
        return;
      } catch (StoreException e) {
        if (e.isPermanent() || System.nanoTime() > end) {
          throw e;
        }
      }
    }
  }

  /** Two slow outages among many fast ones. */
  private static Mode outage(int i) {
    return switch (i) {
      case 7 -> Mode.STALL;
      case 14 -> Mode.MUTE;
      default -> i % 2 == 0 ? Mode.REFUSE : Mode.RESET;
    };
  }

  private List<Future<List<Bucket>>> readMany(SeriesReader reader) {
    return IntStream.range(0, READS_AT_ONCE).mapToObj(i -> read(reader)).toList();
  }
}
