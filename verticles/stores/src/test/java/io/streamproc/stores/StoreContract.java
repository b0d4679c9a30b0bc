package io.streamproc.stores;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.streamproc.core.event.Event;
import io.streamproc.core.series.Step;
import io.streamproc.core.series.TimeRange;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * The contract of {@link EventSink} and {@link SeriesReader} for every store. Amounts are multiples
 * of a quarter, so their sums are exact in any order.
 */
abstract class StoreContract extends StoreScenario {
  private static final long T0 = Instant.parse("2024-02-28T22:00:00Z").toEpochMilli();
  private static final long HOUR = Step.HOUR.millis();
  private static final long DAY = Step.DAY.millis();

  private TestStore store;

  /** Creates an empty store on a running server. */
  protected abstract TestStore fresh() throws Exception;

  @BeforeEach
  void make() throws Exception {
    store = owned(fresh());
  }

  private static TimeRange around(long time, Step step) {
    return new TimeRange(time, time + 1).align(step);
  }

  /** Several hours in three partitions, some of them with events every second. */
  private static TopicLog someHours() {
    TopicLog log = TopicLog.fresh();
    Random random = new Random(4711);
    for (int i = 0; i < 900; i++) {
      long spread = i % 3 == 0 ? 5_000 : 30 * HOUR;
      long time = T0 + (long) (random.nextDouble() * spread);
      log.add(random.nextInt(3), time, (random.nextInt(8_000) - 4_000) / 4.0);
    }
    return log;
  }

  private void store(EventSink sink, SinkBatch batch, int expectedNew) throws Exception {
    int kept = Await.result(sink.store(batch).recover(e -> storeAgain(sink, batch, e)));
    assertEquals(store.countsNewEvents() ? expectedNew : batch.size(), kept);
  }

  /**
   * Stores the batch again, like a consumer for which Kafka has no records between the stored
   * offsets and the batch.
   */
  private static Future<Integer> storeAgain(EventSink sink, SinkBatch batch, Throwable e) {
    return e instanceof StoreBehindException ? sink.store(batch) : Future.failedFuture(e);
  }

  @Test
  @DisplayName("stored events are read back exactly, in buckets of every step")
  void everyStep() throws Exception {
    TopicLog log = someHours();
    store(openSink(store), log.all(), log.size());
    SeriesReader reader = openReader(store);
    for (Step step : Step.values()) {
      long length = step.millis() < Step.MINUTE.millis() ? HOUR : 3 * DAY;
      TimeRange all = new TimeRange(T0 - 10_000, T0 + length).align(step);
      assertHolds(log, reader, all, step);
      assertHolds(log, reader, around(T0, step), step);
      assertHolds(log, reader, around(T0 + 60 * DAY, step), step);
    }
  }

  @Test
  @DisplayName("a range includes its first millisecond and excludes its end")
  void halfOpen() throws Exception {
    TopicLog log =
        TopicLog.fresh().add(0, T0 - 1, 1).add(0, T0, 2).add(0, T0 + 999, 4).add(0, T0 + 1000, 8);
    store(openSink(store), log.all(), 4);
    assertHolds(log, openReader(store), new TimeRange(T0, T0 + 1000), Step.SECOND);
  }

  @Test
  @DisplayName("a batch stored again, in whole, in parts or by another sink, changes nothing")
  void repeated() throws Exception {
    TopicLog log = someHours();
    EventSink first = openSink(store);
    EventSink second = openSink(store);
    long half = log.end(1) / 2;
    store(first, log.part(1, 0, half), (int) half);
    store(second, log.part(1, half / 2, half + 10), 10);
    store(first, log.part(1, 3, half), 0);
    store(second, log.all(), log.size() - (int) half - 10);
    store(first, log.all(), 0);
    store(second, log.all(), 0);
    store(openSink(store), log.part(0, 5, 25), 0);
    SeriesReader reader = openReader(store);
    assertHolds(log, reader, new TimeRange(T0, T0 + 3 * DAY).align(Step.HOUR), Step.HOUR);
    assertHolds(log, reader, new TimeRange(T0, T0 + 10_000), Step.SECOND);
  }

  @Test
  @DisplayName("all events of one millisecond are kept, even with offsets above a million")
  void oneMillisecond() throws Exception {
    TopicLog log = TopicLog.fresh().begin(0, 0).begin(1, 999_000).begin(2, 7_654_321_000L);
    for (int i = 0; i < 6_000; i++) {
      log.add(i % 3, T0, i / 4.0);
    }
    EventSink sink = openSink(store);
    store(sink, log.all(), 6_000);
    store(sink, log.all(), 0);
    assertHolds(log, openReader(store), around(T0, Step.SECOND), Step.SECOND);
  }

  @Test
  @DisplayName("amounts below zero, minus zero, and the largest and smallest amounts are kept")
  void amounts() throws Exception {
    double[] amounts = {
      -7.25,
      -0.0,
      0.0,
      Event.MAX_AMOUNT,
      -Event.MAX_AMOUNT,
      1e-300,
      Double.MIN_VALUE,
      0.1,
      123_456_789.123_456_79
    };
    TopicLog log = TopicLog.fresh();
    for (int i = 0; i < amounts.length; i++) {
      log.add(0, T0 + i * 1000L, amounts[i]);
    }
    for (int i = 0; i < 100; i++) {
      log.add(1, T0 + HOUR, Math.scalb(1.0, 960));
    }
    store(openSink(store), log.all(), amounts.length + 100);
    SeriesReader reader = openReader(store);
    assertHolds(log, reader, new TimeRange(T0, T0 + 60_000), Step.SECOND);
    assertHolds(log, reader, around(T0 + HOUR, Step.MINUTE), Step.MINUTE);
  }

  @Test
  @DisplayName("events at the first and the last possible time are kept")
  void endsOfTime() throws Exception {
    TopicLog log =
        TopicLog.fresh()
            .add(0, Event.MIN_TIME, 1)
            .add(0, Event.MIN_TIME + 1, 2)
            .add(0, Event.MAX_TIME - 1, 4)
            .add(0, Event.MAX_TIME, 8)
            .begin(1, 999_999)
            .add(1, Event.MAX_TIME, 16);
    store(openSink(store), log.all(), 5);
    SeriesReader reader = openReader(store);
    for (Step step : Step.values()) {
      assertHolds(log, reader, around(Event.MIN_TIME, step), step);
      assertHolds(log, reader, around(Event.MAX_TIME, step), step);
    }
    TimeRange all = new TimeRange(Event.MIN_TIME, Event.MAX_TIME).align(Step.DAY);
    assertHolds(log, reader, all, Step.DAY);
  }

  @Test
  @DisplayName(
      "a batch that contains only events of the other series is accepted and stores " + "nothing")
  void onlyOtherSeries() throws Exception {
    TopicLog log = TopicLog.fresh().begin(0, 10).add(0, T0, 2).add(0, T0, 3);
    EventSink sink = openSink(store);
    store(sink, log.empty(), 0);
    SinkBatch others = log.empty();
    others.read(0, 0, 10);
    others.read(1, 5, 6);
    store(sink, others, 0);
    SeriesReader reader = openReader(store);
    assertEquals(List.of(), Await.result(reader.read(around(T0, Step.DAY), Step.DAY)));
    store(sink, log.all(), 2);
    store(sink, others, 0);
    assertHolds(log, reader, around(T0, Step.DAY), Step.DAY);
  }

  @Test
  @DisplayName("offsets of a topic that was deleted and recreated are new events")
  void newIncarnation() throws Exception {
    TopicLog old = TopicLog.fresh().add(0, T0, 1).add(0, T0 + 5, 2);
    TopicLog anew = TopicLog.fresh().add(0, T0, 4).add(0, T0 + 5, 8);
    EventSink sink = openSink(store);
    store(sink, old.all(), 2);
    store(sink, anew.all(), 2);
    store(sink, old.all(), 0);
    assertEquals(
        TopicLog.buckets(List.of(old, anew), around(T0, Step.SECOND), Step.SECOND),
        Await.result(openReader(store).read(around(T0, Step.SECOND), Step.SECOND)));
  }

  @Test
  @DisplayName("eight sinks and a reader open concurrently on a missing schema, and share it")
  void openAtOnce() throws Exception {
    List<EventSink> sinks = new ArrayList<>();
    List<Future<Void>> opening = new ArrayList<>();
    SeriesReader reader = closed(store.reader(vertx));
    opening.add(reader.open());
    for (int i = 0; i < 8; i++) {
      EventSink sink = closed(store.sink(vertx));
      sinks.add(sink);
      opening.add(sink.open());
    }
    Await.result(Future.all(opening));
    TopicLog log = TopicLog.fresh().add(0, T0, 1).add(1, T0, 2);
    Await.result(Future.all(sinks.stream().map(sink -> sink.store(log.all())).toList()));
    assertHolds(log, reader, around(T0, Step.SECOND), Step.SECOND);
  }

  @Test
  @DisplayName("an empty store returns no buckets")
  void empty() throws Exception {
    SeriesReader reader = openReader(store);
    for (Step step : Step.values()) {
      assertEquals(List.of(), Await.result(reader.read(around(T0, step), step)));
    }
  }
}
