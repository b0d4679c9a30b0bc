package io.streamproc.stores.timescale;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.streamproc.core.series.Step;
import io.streamproc.core.series.TimeRange;
import io.streamproc.embedded.EmbeddedPostgresServer;
import io.streamproc.stores.Await;
import io.streamproc.stores.EventSink;
import io.streamproc.stores.SeriesReader;
import io.streamproc.stores.SharedServer;
import io.streamproc.stores.StoreBehindException;
import io.streamproc.stores.StoreScenario;
import io.streamproc.stores.TopicLog;
import io.streamproc.testkit.Eventually;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("Rollups on PostgreSQL without TimescaleDB")
class PlainRollupsIT extends StoreScenario {
  @RegisterExtension
  static final SharedServer<EmbeddedPostgresServer> SERVER = SharedServer.postgres();

  private static final long T0 = Instant.parse("2024-02-28T22:58:00Z").toEpochMilli();
  private static final long HOUR = Step.HOUR.millis();
  private static final long DAY = Step.DAY.millis();
  private static final int PARTITIONS = 3;

  private TimescaleTestStore store;
  private Pool pool;

  @BeforeEach
  void make() {
    store = TimescaleTestStore.on(SERVER.get());
    owned(store);
    pool = Connections.pool(vertx, store.settings());
  }

  @AfterEach
  void close() throws Exception {
    Await.result(pool.close());
  }

  private RollupRefresh refresh(int maxEvents) {
    return new RollupRefresh(vertx, pool, store.schema(), maxEvents);
  }

  /** Refreshes until nothing is stale. The refresh of an open sink may have its turn meanwhile. */
  private void refreshAll(RollupRefresh refresh) {
    Eventually.holds(
        Duration.ofSeconds(30),
        () ->
            !Await.result(refresh.step())
                && store.number(vertx, "SELECT count(*) FROM {s}.stale_ranges") == 0);
  }

  private void assertHoldsEverywhere(TopicLog log, SeriesReader reader) throws Exception {
    assertHolds(log, reader, new TimeRange(T0 - HOUR, T0 + HOUR).align(Step.SECOND), Step.SECOND);
    for (Step step : List.of(Step.FIVE_SECONDS, Step.TEN_SECONDS, Step.MINUTE)) {
      assertHolds(log, reader, new TimeRange(T0 - HOUR, T0 + 2 * HOUR).align(step), step);
    }
    for (Step step : List.of(Step.FIVE_MINUTES, Step.HOUR, Step.DAY)) {
      assertHolds(log, reader, new TimeRange(T0 - DAY, T0 + 40 * DAY).align(step), step);
    }
  }

  /** Most events are close together, some are late, and some are far away. */
  private static long time(Random random, int i) {
    long live = T0 + i * 700L + random.nextInt(3_000);
    return switch (random.nextInt(12)) {
      case 0 -> live - random.nextInt(10 * 60_000);
      case 1 -> T0 + (long) (random.nextDouble() * 30 * DAY);
      default -> live;
    };
  }

  /** Stores a part of a partition; the consumer repeats a batch that the store calls a gap. */
  private static void store(EventSink sink, TopicLog log, int partition, long from, long to)
      throws Exception {
    Await.result(
        sink.store(log.part(partition, from, to))
            .recover(
                e ->
                    e instanceof StoreBehindException
                        ? sink.store(log.part(partition, from, to))
                        : Future.failedFuture(e)));
  }

  @RepeatedTest(12)
  @DisplayName("reads equal a sum of the events, whatever is late, stored again or being refreshed")
  void property(RepetitionInfo repetition) throws Exception {
    Random random = new Random(repetition.getCurrentRepetition());
    List<EventSink> sinks = List.of(openSink(store), openSink(store));
    SeriesReader reader = openReader(store);
    RollupRefresh refresh = refresh(1 + random.nextInt(400));
    TopicLog log = TopicLog.fresh();
    for (int p = 0; p < PARTITIONS; p++) {
      log.begin(p, 0);
    }
    int events = 0;
    for (int round = 0; round < 8; round++) {
      int partition = random.nextInt(PARTITIONS);
      long stored = log.end(partition);
      // From 500 events on, the sink copies.
      int size = random.nextInt(4) == 0 ? 500 + random.nextInt(200) : 1 + random.nextInt(40);
      for (int i = 0; i < size; i++) {
        log.add(partition, time(random, events++), (random.nextInt(8_000) - 4_000) / 4.0);
      }
      // Some batches begin with events that are stored already, as after a failed commit.
      long from = Math.max(0, stored - (random.nextBoolean() ? random.nextInt(60) : 0));
      store(sinks.get(random.nextInt(2)), log, partition, from, log.end(partition));
      if (random.nextInt(3) == 0) {
        Await.result(refresh.step());
      }
      if (random.nextInt(5) == 0) {
        Step step = Step.values()[random.nextInt(Step.values().length)];
        long length = Math.min(40 * DAY, step.millis() * 900);
        assertHolds(log, reader, new TimeRange(T0 - HOUR, T0 - HOUR + length).align(step), step);
      }
    }
    assertHoldsEverywhere(log, reader);
    refreshAll(refresh);
    assertHoldsEverywhere(log, reader);
  }

  @Test
  @DisplayName("reads while two sinks store and two processes refresh never miss a stored event")
  void concurrent() throws Exception {
    EventSink first = openSink(store);
    EventSink second = openSink(store);
    SeriesReader reader = openReader(store);
    TopicLog log = TopicLog.fresh();
    for (int i = 0; i < 30_000; i++) {
      log.add(i % 2, T0 + i * 3L, i / 4.0);
    }
    TimeRange range = new TimeRange(T0, T0 + 90_000).align(Step.MINUTE);
    List<Future<?>> all = new ArrayList<>();
    all.add(storeAll(first, log, 0, 0));
    all.add(storeAll(second, log, 1, 0));
    Future<?> stored = Future.all(all);
    List<RollupRefresh> refreshes = List.of(refresh(700), refresh(5_000));
    long before = 0;
    for (int i = 0; !stored.isComplete() || i < 10; i++) {
      Future<Boolean> refreshed = refreshes.get(i % 2).step();
      long count =
          Await.result(reader.read(range, Step.MINUTE)).stream().mapToLong(b -> b.count()).sum();
      assertTrue(count >= before, count + " events after " + before);
      before = count;
      Await.result(refreshed);
    }
    Await.result(stored);
    assertHolds(log, reader, range, Step.MINUTE);
    refreshAll(refreshes.get(0));
    assertHolds(log, reader, range, Step.FIVE_SECONDS);
    assertHolds(log, reader, range, Step.MINUTE);
  }

  private static Future<Integer> storeAll(EventSink sink, TopicLog log, int partition, long from) {
    long to = Math.min(log.end(partition), from + 600);
    return sink.store(log.part(partition, from, to))
        .compose(
            n ->
                to == log.end(partition)
                    ? Future.succeededFuture(n)
                    : storeAll(sink, log, partition, to));
  }

  @Test
  @DisplayName("ranges that are not stale are read from the rollups, others from the events")
  void isUsed() throws Exception {
    TopicLog log = TopicLog.fresh();
    for (int i = 0; i < 1_000; i++) {
      log.add(0, T0 + i * 1_000L, 1);
    }
    EventSink sink = openSink(store);
    Await.result(sink.store(log.all()));
    refreshAll(refresh(300));
    for (String rollup : Rollup.views()) {
      assertEquals(1_000, store.number(vertx, "SELECT sum(count)::bigint FROM {s}." + rollup));
      store.sql(vertx, "UPDATE {s}." + rollup + " SET max = 99");
    }
    SeriesReader reader = openReader(store);
    for (Step step : Step.values()) {
      TimeRange range = new TimeRange(T0, T0 + 1_000).align(step);
      double max = Await.result(reader.read(range, step)).get(0).max();
      assertEquals(step == Step.SECOND ? 1 : 99, max, step.id());
    }
    log.add(0, T0 + 500, 2);
    store(sink, log, 0, 1_000, 1_001);
    TimeRange range = new TimeRange(T0, T0 + 1_000).align(Step.FIVE_SECONDS);
    assertHolds(log, reader, range, Step.FIVE_SECONDS);
  }

  @Test
  @DisplayName("events that are deleted, changed or added by hand, and a truncation, are noticed")
  void byHand() throws Exception {
    TopicLog log = TopicLog.fresh();
    for (int i = 0; i < 600; i++) {
      log.add(0, T0 + i * 60_000L, i < 300 ? 1 : 2);
    }
    Await.result(openSink(store).store(log.all()));
    SeriesReader reader = openReader(store);
    refreshAll(refresh(100));
    store.sql(vertx, "DELETE FROM {s}.events WHERE amount = 2");
    store.sql(vertx, "UPDATE {s}.events SET time = time + interval '1 day' WHERE \"offset\" = 7");
    TopicLog expected = TopicLog.fresh();
    for (int i = 0; i < 300; i++) {
      expected.add(0, T0 + i * 60_000L + (i == 7 ? DAY : 0), 1);
    }
    assertHoldsEverywhere(expected, reader);
    refreshAll(refresh(100));
    assertHoldsEverywhere(expected, reader);
    store.sql(vertx, "TRUNCATE {s}.events");
    assertHoldsEverywhere(TopicLog.fresh(), reader);
    refreshAll(refresh(100));
    for (String rollup : Rollup.views()) {
      assertEquals(0, store.number(vertx, "SELECT count(*) FROM {s}." + rollup));
    }
  }

  @Test
  @DisplayName(
      "a database of an earlier version is read correctly before, while and after its"
          + " rollups are made, and that version may go on writing")
  void earlierVersion() throws Exception {
    TopicLog log = TopicLog.fresh();
    for (int i = 0; i < 4_000; i++) {
      log.add(i % 2, T0 + i * 2_000L + (i % 100 == 0 ? DAY * (i / 100) : 0), i / 4.0);
    }
    EarlierVersion earlier = new EarlierVersion(vertx, store, 2);
    earlier.open();
    earlier.store(log.part(0, 0, 1_900));
    SeriesReader reader = openReader(store);
    earlier.store(log.part(1, 0, 2_000));
    earlier.store(log.part(0, 1_900, 2_000));
    assertHoldsEverywhere(log, reader);
    RollupRefresh refresh = refresh(900);
    assertTrue(Await.result(refresh.step()));
    assertHoldsEverywhere(log, reader);
    refreshAll(refresh);
    assertHoldsEverywhere(log, reader);
    earlier.open();
    log.add(0, T0 + 11, 5).add(1, T0 + 3 * HOUR, 6);
    earlier.store(log.part(0, 2_000, 2_001));
    earlier.store(log.part(1, 2_000, 2_001));
    assertHoldsEverywhere(log, reader);
  }

  @Test
  @DisplayName("a lost rollup, list of stale ranges or trigger is made again at the next opening")
  void lost() throws Exception {
    TopicLog log = TopicLog.fresh();
    for (int i = 0; i < 600; i++) {
      log.add(0, T0 + i * 10_000L, i / 4.0);
    }
    EventSink sink = openSink(store);
    Await.result(sink.store(log.part(0, 0, 200)));
    SeriesReader reader = openReader(store);
    refreshAll(refresh(1_000));
    store.sql(vertx, "DROP TABLE {s}.events_1m");
    assertEquals(
        TopicLog.normal(Await.result(reader.read(hours(), Step.MINUTE))).size(),
        Await.result(openReader(store).read(hours(), Step.MINUTE)).size());
    Await.result(sink.store(log.part(0, 200, 400)));
    store.sql(vertx, "DROP TABLE {s}.stale_ranges");
    EventSink next = openSink(store);
    Await.result(next.store(log.part(0, 200, 600)));
    SeriesReader after = openReader(store);
    assertHoldsEverywhere(log, after);
    refreshAll(refresh(1_000));
    assertHoldsEverywhere(log, after);
    assertFalse(Await.result(refresh(1_000).step()));
  }

  private static TimeRange hours() {
    return new TimeRange(T0, T0 + 2 * HOUR).align(Step.HOUR);
  }
}
