package io.streamproc.stores.timescale;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.streamproc.core.series.Step;
import io.streamproc.core.series.TimeRange;
import io.streamproc.stores.Await;
import io.streamproc.stores.EventSink;
import io.streamproc.stores.Remedy;
import io.streamproc.stores.SinkBatch;
import io.streamproc.stores.StoreBehindException;
import io.streamproc.stores.StoreException;
import io.streamproc.stores.StoreScenario;
import io.streamproc.stores.TopicLog;
import io.streamproc.testkit.Eventually;
import io.streamproc.testkit.FaultyProxy;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Consumers that write concurrently without knowing of each other, as during a rebalance or with a
 * zombie among them; and large batches, which take several statements.
 */
abstract class ConcurrentWriters extends StoreScenario {
  private static final String STORED =
      "(SELECT * FROM {s}.events UNION ALL SELECT * FROM {s}.events_sparse) AS stored";
  private static final String COUNT = "SELECT count(*) FROM " + STORED;
  private static final long T0 = Instant.parse("2024-03-01T12:00:00Z").toEpochMilli();
  private static final TimeRange DAY = new TimeRange(T0, T0 + Step.HOUR.millis()).align(Step.DAY);
  private static final int PARTITIONS = 4;
  private static final int EVENTS = 4_000;
  private static final int WRITERS = 4;

  private TimescaleTestStore store;

  /** A schema that does not exist, on a running server. */
  protected abstract TimescaleTestStore fresh();

  @BeforeEach
  void make() {
    store = fresh();
    owned(store);
  }

  private static TopicLog log(int events) {
    TopicLog log = TopicLog.fresh();
    for (int i = 0; i < events; i++) {
      log.add(i % PARTITIONS, T0 + i, i % 1000 / 4.0);
    }
    return log;
  }

  /** Asserts that every offset up to the positions is stored, each once. */
  private void assertGapless() throws Exception {
    long positions = store.number(vertx, "SELECT sum(next_offset)::bigint FROM {s}.positions");
    assertEquals(positions, store.number(vertx, COUNT));
    assertEquals(
        positions,
        store.number(
            vertx,
            "SELECT count(*) FROM (SELECT DISTINCT topic, partition, \"offset\" FROM "
                + STORED
                + ") e"));
  }

  /**
   * One of several consumers of all partitions. It begins each batch at or before the committed
   * offset, as Kafka makes it do, and commits what it has stored.
   */
  private final class Writer {
    private final EventSink sink;
    private final TopicLog log;
    private final long[] committed;
    private final Random random;
    private final int scale;
    private int batches;
    private int kept;

    /**
     * @param scale factor of the sizes of the batches
     */
    private Writer(EventSink sink, TopicLog log, long[] committed, int seed, int scale) {
      this.sink = sink;
      this.log = log;
      this.committed = committed;
      random = new Random(seed);
      this.scale = scale;
    }

    private Future<Void> run() {
      long[] next = new long[PARTITIONS];
      SinkBatch batch = log.empty();
      for (int p = 0; p < PARTITIONS; p++) {
        long from = Math.max(0, committed(p) - random.nextInt(60 * scale));
        next[p] = Math.min(log.end(p), from + 1 + random.nextInt(80 * scale));
        log.add(batch, p, from, next[p]);
      }
      batches++;
      return sink.store(batch)
          .compose(
              stored -> {
                kept += stored;
                return commit(next) ? Future.succeededFuture() : run();
              },
              this::again);
    }

    /** The server breaks a deadlock by the failure of one of the writers, which stores nothing. */
    private Future<Void> again(Throwable e) {
      boolean waits = e instanceof StoreException failure && failure.remedy() == Remedy.WAIT;
      return waits ? run() : Future.failedFuture(e);
    }

    private long committed(int partition) {
      synchronized (committed) {
        return committed[partition];
      }
    }

    /**
     * @return whether the whole topic is committed
     */
    private boolean commit(long[] next) {
      synchronized (committed) {
        boolean all = true;
        for (int p = 0; p < PARTITIONS; p++) {
          committed[p] = Math.max(committed[p], next[p]);
          all &= committed[p] == log.end(p);
        }
        return all;
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 10})
  @DisplayName(
      "four writers that overlap at random store every event once, over many batches, by small "
          + "statements and by copies")
  void overlapping(int scale) throws Exception {
    int events = EVENTS * scale;
    TopicLog log = log(events);
    long[] committed = new long[PARTITIONS];
    List<Writer> writers = new ArrayList<>();
    for (int i = 0; i < WRITERS; i++) {
      writers.add(new Writer(openSink(store), log, committed, i, scale));
    }
    Await.result(Future.all(writers.stream().map(Writer::run).toList()));
    // About 65 if the writers take turns, which is up to the scheduler, and hundreds if they don't.
    assertTrue(writers.stream().mapToInt(w -> w.batches).sum() > 40);
    assertEquals(events, writers.stream().mapToInt(w -> w.kept).sum());
    assertGapless();
    assertHolds(log, openReader(store), DAY, Step.SECOND);
  }

  @Test
  @DisplayName("a batch of 25,000 events is stored once, in several transactions")
  void severalStatements() throws Exception {
    TopicLog log = log(25_000);
    EventSink sink = openSink(store);
    assertEquals(25_000, Await.result(sink.store(log.all())));
    assertEquals(0, Await.result(sink.store(log.all())));
    assertGapless();
    assertHolds(log, openReader(store), DAY, Step.SECOND);
  }

  @Test
  @DisplayName("a writer that dies between two transactions of a batch leaves no gap")
  void endsBetweenStatements() throws Exception {
    TopicLog log = log(25_000);
    try (FaultyProxy proxy = FaultyProxy.to(store.port())) {
      EventSink victim = openSink(store.through(proxy.port(), Duration.ofSeconds(20)));
      Await.result(victim.store(log.part(0, 0, 1)));
      proxy.resetAfter(1_150_000); // a copy of 20,000 events is 1,120,000 bytes
      StoreException failure = Await.failure(victim.store(log.all()));
      assertTrue(!failure.isPermanent(), failure.getMessage());
      close(victim);
      proxy.awaitConnections(0, Duration.ofSeconds(20));
    }
    assertEquals(20_000, store.number(vertx, COUNT));
    assertGapless();
    assertEquals(5_000, Await.result(openSink(store).store(log.all())));
    assertGapless();
    assertHolds(log, openReader(store), DAY, Step.SECOND);
  }

  @Test
  @DisplayName(
      "a store that was rolled back reports it once, asks for the missing events, and "
          + "stores them")
  void rolledBack() throws Exception {
    TopicLog log = log(3_000);
    EventSink sink = openSink(store);
    long third = log.end(0) / 3;
    Await.result(sink.store(log.part(0, 0, third)));
    Await.result(sink.store(log.part(0, third, 2 * third)));
    // Like a replica that lacked the last events and accepts new connections.
    store.sql(vertx, "DELETE FROM {s}.events WHERE \"offset\" >= " + third);
    store.sql(vertx, "UPDATE {s}.positions SET next_offset = " + third);
    endConnections();
    SinkBatch next = log.part(0, 2 * third, log.end(0));
    StoreBehindException behind =
        assertThrows(StoreBehindException.class, () -> storeWhenBack(sink, next));
    assertEquals(Map.of(0, third), behind.positions());
    Await.result(sink.store(log.part(0, third, log.end(0))));
    assertGapless();
    assertEquals(log.end(0), store.number(vertx, COUNT));
  }

  /** The server ends a backend some time after it was told to. */
  private void endConnections() throws Exception {
    String others =
        " FROM pg_stat_activity WHERE application_name = 'streamproc' AND query LIKE '%{s}%'"
            + " AND pid <> pg_backend_pid()";
    store.sql(vertx, "SELECT pg_terminate_backend(pid)" + others);
    Eventually.holds(() -> store.number(vertx, "SELECT count(*)" + others) == 0);
  }

  /** The first attempt may get a connection that is just being closed. */
  private static void storeWhenBack(EventSink sink, SinkBatch batch) throws Exception {
    Await.result(
        sink.store(batch).recover(e -> e instanceof StoreException ? sink.store(batch) : fail(e)));
  }

  private static Future<Integer> fail(Throwable e) {
    return Future.failedFuture(e);
  }

  @Test
  @DisplayName("a gap in Kafka's offsets is accepted when the same batch comes again")
  void gapAccepted() throws Exception {
    TopicLog log = log(3_000);
    EventSink sink = openSink(store);
    Await.result(sink.store(log.part(0, 0, 10)));
    SinkBatch later = log.part(0, 20, 30);
    assertThrows(StoreBehindException.class, () -> Await.result(sink.store(later)));
    assertEquals(10, Await.result(sink.store(later)));
    assertThrows(
        StoreBehindException.class, () -> Await.result(sink.store(log.part(0, 40, 50))), "anew");
  }
}
