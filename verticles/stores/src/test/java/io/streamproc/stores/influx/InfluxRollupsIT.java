package io.streamproc.stores.influx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.streamproc.core.series.Step;
import io.streamproc.core.series.TimeRange;
import io.streamproc.stores.Await;
import io.streamproc.stores.EventSink;
import io.streamproc.stores.SeriesReader;
import io.streamproc.stores.SharedServer;
import io.streamproc.stores.SinkBatch;
import io.streamproc.stores.StoreBehindException;
import io.streamproc.stores.StoreException;
import io.streamproc.stores.StoreScenario;
import io.streamproc.stores.TestStore;
import io.streamproc.stores.TopicLog;
import io.streamproc.stores.influx.shared.LineProtocol;
import io.streamproc.testkit.Eventually;
import io.streamproc.testkit.FaultyProxy;
import io.streamproc.testkit.InfluxDbServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The rollups in InfluxDB 1")
class InfluxRollupsIT extends StoreScenario {
  @RegisterExtension static final SharedServer<InfluxDbServer> SERVER = SharedServer.influxDb();

  private static final Duration NEVER = Duration.ofHours(1);

  /** Rollups of earlier points are made after each batch. */
  private static final Duration AT_ONCE = Duration.ZERO;

  private static final long T0 = Instant.parse("2024-03-01T12:00:00Z").toEpochMilli();
  private static final long HOUR = Step.HOUR.millis();
  private static final TimeRange RANGE = new TimeRange(T0 - 48 * HOUR, T0 + 48 * HOUR);

  private InfluxTestStore store;

  /** Without the proxy, which is not made for clients that end in the middle of a request. */
  @BeforeEach
  void make() {
    store = InfluxTestStore.direct(SERVER.get());
    owned(store);
  }

  private EventSink sink(Duration settled) throws Exception {
    EventSink sink = closed(InfluxStore.sink(vertx, store.settings(), Duration.ZERO, settled));
    Await.result(sink.open());
    return sink;
  }

  private static TopicLog random(Random random, int events, long spread) {
    TopicLog log = TopicLog.fresh();
    for (int i = 0; i < events; i++) {
      long time = T0 + (long) ((random.nextDouble() - 0.5) * spread);
      log.add(random.nextInt(3), time, (random.nextInt(8_000) - 4_000) / 4.0);
    }
    return log;
  }

  private void assertHolds(TopicLog log) throws Exception {
    SeriesReader reader = openReader(store);
    for (Step step : Step.values()) {
      if (step != Step.SECOND) {
        assertHolds(log, reader, RANGE.align(step), step);
        assertHolds(log, reader, new TimeRange(T0, T0 + 1).align(step), step);
      }
    }
  }

  /** Stores a part like a consumer: if the sink lacks events before it, those that are in Kafka. */
  private static void storeAsConsumer(EventSink sink, TopicLog log, int partition, long from)
      throws Exception {
    SinkBatch batch = log.part(partition, from, log.end(partition));
    try {
      Await.result(sink.store(batch));
    } catch (StoreBehindException e) {
      storeAsConsumer(sink, log, partition, e.positions().get(partition));
    }
  }

  private static void storeOthers(EventSink sink, TopicLog log) throws Exception {
    storeAsConsumer(sink, log, 1, 0);
    storeAsConsumer(sink, log, 2, 0);
  }

  /** Stores a partition in parts, between which rollups of earlier points may be made. */
  private static void storeSlowly(
      EventSink sink, TopicLog log, int partition, long from, int events) throws Exception {
    for (long begin = from; begin < log.end(partition); begin += events) {
      long end = Math.min(log.end(partition), begin + events);
      Await.result(sink.store(log.part(partition, begin, end)));
    }
  }

  private void storeParts(EventSink sink, TopicLog log, int partition, long... offsets)
      throws Exception {
    for (int i = 0; i + 1 < offsets.length; i++) {
      Await.result(sink.store(log.part(partition, offsets[i], offsets[i + 1])));
    }
  }

  /** Returns whether reads use rollups only: points that are gone are still counted by them. */
  private boolean servesAllFromRollups(TopicLog log) throws Exception {
    store.influxQl(vertx, "DELETE FROM low WHERE time < " + (T0 + 72 * HOUR) + "000000");
    store.write(vertx, point(log, 0, T0 + 72 * HOUR)); // the source must still be known
    SeriesReader reader = openReader(store);
    return TopicLog.normal(Await.result(reader.read(RANGE.align(Step.HOUR), Step.HOUR)))
        .equals(log.buckets(RANGE.align(Step.HOUR), Step.HOUR));
  }

  private static String point(TopicLog log, int partition, long time) {
    return "low,source=%s amount=1 %d"
        .formatted(LineProtocol.source(log.id(), partition), LineProtocol.nanos(time, 999));
  }

  /** Stores the points as a version without rollups does. */
  private void storePointsOnly(TopicLog log, SinkBatch batch) throws Exception {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < batch.size(); i++) {
      lines
          .append(i == 0 ? "" : "\n")
          .append("low,source=")
          .append(LineProtocol.source(log.id(), batch.partition(i)))
          .append(" amount=")
          .append(batch.amount(i))
          .append(' ')
          .append(LineProtocol.nanos(batch.time(i), batch.offset(i)));
    }
    store.write(vertx, lines.toString());
  }

  private JsonArray states() throws Exception {
    JsonObject answer =
        store.influxQl(
            vertx, "SELECT max(generation), since FROM low_rollup_sources GROUP BY source");
    return answer.getJsonArray("results").getJsonObject(0).getJsonArray("series", new JsonArray());
  }

  /** The times from which on the rollups are complete, of all partitions. */
  private List<Long> since() throws Exception {
    List<Long> since = new ArrayList<>();
    for (Object series : states()) {
      if (((JsonObject) series).getJsonObject("tags").getString("source").equals("probe")) {
        continue;
      }
      since.add(((JsonObject) series).getJsonArray("values").getJsonArray(0).getLong(2));
    }
    return since;
  }

  /** Waits for the rollups of earlier points; then they alone hold the topic. */
  private void assertMade(TopicLog log) throws Exception {
    List<Long> made = List.of(0L, 0L, 0L);
    assertEquals(made, Eventually.get(Duration.ofSeconds(30), this::since, made::equals));
    assertHolds(log);
    assertTrue(servesAllFromRollups(log));
  }

  @Test
  @DisplayName("serve every step from five seconds on, without the points")
  void used() throws Exception {
    TopicLog log = random(new Random(1), 2_000, 30 * HOUR);
    Await.result(sink(NEVER).store(log.all()));
    assertHolds(log);
    assertEquals(List.of(0L, 0L, 0L), since());
    assertTrue(servesAllFromRollups(log));
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  @DisplayName("equal the points, whatever is stored again, by whom, and in which parts")
  void exact(long seed) throws Exception {
    Random random = new Random(seed);
    TopicLog log = random(random, 900, seed % 2 == 0 ? 40 * HOUR : 60_000);
    List<EventSink> sinks = List.of(sink(NEVER), sink(NEVER), sink(NEVER));
    long[] position = new long[3];
    while (true) {
      int partition = random.nextInt(3);
      long end = log.end(partition);
      if (position[partition] == end) {
        break;
      }
      long from = Math.max(0, position[partition] - random.nextInt(40));
      long to = Math.min(end, position[partition] + random.nextInt(60));
      if (from < to) {
        Await.result(sinks.get(random.nextInt(3)).store(log.part(partition, from, to)));
        position[partition] = Math.max(position[partition], to);
      }
    }
    for (int partition = 0; partition < 3; partition++) {
      storeParts(sinks.get(partition), log, partition, position[partition], log.end(partition));
    }
    assertHolds(log);
    assertEquals(List.of(0L, 0L, 0L), since());
  }

  @Test
  @DisplayName("equal the points if a process ends in the middle of a batch")
  void interrupted() throws Exception {
    Random random = new Random(12);
    TopicLog log = random(random, 900, 600_000);
    int ended = 0;
    try (FaultyProxy proxy = FaultyProxy.to(store.port())) {
      TestStore proxied = store.through(proxy.port(), Duration.ofSeconds(30));
      for (int partition = 0; partition < 3; partition++) {
        for (long position = 0; position < log.end(partition); ) {
          proxy.resetAfter(Long.MAX_VALUE);
          EventSink sink = openSink(proxied);
          long to = Math.min(log.end(partition), position + 1 + random.nextInt(30));
          proxy.resetAfter(random.nextInt(6_000));
          try {
            Await.result(sink.store(log.part(partition, position, to)));
            position = to;
          } catch (StoreException e) {
            ended++;
          }
          close(sink);
        }
      }
    }
    assertTrue(ended > 5, ended + " interruptions");
    assertHolds(log);
  }

  @Test
  @DisplayName("are made for the points of an earlier version, and used as far as they are made")
  void upgraded() throws Exception {
    TopicLog log = random(new Random(7), 3_000, 40 * HOUR);
    long half = log.end(0) / 2;
    close(sink(NEVER)); // creates the database
    storePointsOnly(log, log.part(0, 0, half));
    EventSink waiting = sink(NEVER);
    Await.result(waiting.store(log.part(0, half, half + 20)));
    SinkBatch others = log.empty();
    log.add(others, 1, 0, log.end(1));
    log.add(others, 2, 0, log.end(2));
    Await.result(waiting.store(others));
    assertTrue(since().stream().anyMatch(time -> time > T0), since().toString());
    close(waiting);

    Await.result(sink(AT_ONCE).store(log.part(0, half + 20, log.end(0))));
    assertHolds(log);
    assertMade(log);
  }

  @Test
  @DisplayName("get the events that an earlier version has stored in between from Kafka")
  void between() throws Exception {
    TopicLog log = random(new Random(8), 600, 20 * HOUR);
    long third = log.end(0) / 3;
    Await.result(sink(NEVER).store(log.part(0, 0, third)));
    storePointsOnly(log, log.part(0, third, 2 * third));
    EventSink next = sink(NEVER);
    storeAsConsumer(next, log, 0, 2 * third);
    storeOthers(next, log);
    assertHolds(log);
    assertEquals(List.of(0L, 0L, 0L), since());
    assertTrue(servesAllFromRollups(log));
  }

  @Test
  @DisplayName("begin anew if Kafka no longer has events that were stored in between")
  void deletedInBetween() throws Exception {
    TopicLog log = random(new Random(13), 600, 20 * HOUR);
    long third = log.end(0) / 3;
    Await.result(sink(NEVER).store(log.part(0, 0, third)));
    storePointsOnly(log, log.part(0, third, 2 * third));
    EventSink next = sink(AT_ONCE);
    SinkBatch rest = log.part(0, 2 * third, log.end(0));
    assertThrows(StoreBehindException.class, () -> Await.result(next.store(rest)));
    Await.result(next.store(rest));
    storeOthers(next, log);
    assertHolds(log);
    assertMade(log);
  }

  @Test
  @DisplayName("begin anew if events before their first one are delivered, after a loss")
  void resetToEarliest() throws Exception {
    TopicLog log = random(new Random(14), 900, 20 * HOUR);
    long third = log.end(0) / 3;
    EventSink old = sink(NEVER);
    Await.result(old.store(log.part(0, third, 2 * third))); // into an empty database
    close(old);
    EventSink next = sink(AT_ONCE);
    storeSlowly(next, log, 0, 0, 25);
    storeOthers(next, log);
    assertMade(log);
  }

  @Test
  @DisplayName("are not made from points that are yet to be delivered again")
  void redeliveredDuringBackfill() throws Exception {
    TopicLog log = random(new Random(15), 900, 20 * HOUR);
    close(sink(NEVER)); // creates the database
    storePointsOnly(log, log.all());
    EventSink next = sink(AT_ONCE);
    for (int partition = 0; partition < 3; partition++) {
      storeSlowly(next, log, partition, 0, 25);
    }
    assertMade(log);
  }

  @Test
  @DisplayName("of a partition that moved are left to the one that has it")
  void moved() throws Exception {
    TopicLog log = random(new Random(16), 2_000, 46 * HOUR);
    long half = log.end(0) / 2;
    close(sink(NEVER));
    storePointsOnly(log, log.part(0, 0, half));
    EventSink first = sink(AT_ONCE);
    SinkBatch last = log.part(0, half, half + 1);
    last.end(0, half + 1); // the end of the log at that time: it makes rollups
    Await.result(first.store(last));
    EventSink second = sink(AT_ONCE);
    storeSlowly(second, log, 0, half + 1, 25);
    storeOthers(second, log);
    assertMade(log);
  }

  @Test
  @DisplayName("are not needed for a topic that was deleted before, nor for another program")
  void otherSources() throws Exception {
    TopicLog old = random(new Random(9), 500, 20 * HOUR);
    TopicLog log = random(new Random(10), 500, 20 * HOUR);
    EventSink sink = sink(NEVER);
    storePointsOnly(old, old.all());
    Await.result(sink.store(log.all()));
    TopicLog other = TopicLog.fresh().add(0, T0 + 7, 5).add(0, T0 + 9, 3);
    store.write(vertx, "low amount=3 " + LineProtocol.nanos(T0 + 9, 0));
    store.write(vertx, "low,source=it\\'s\\ \\\\\\ mine amount=5 " + LineProtocol.nanos(T0 + 7, 0));
    SeriesReader reader = openReader(store);
    for (Step step : List.of(Step.FIVE_SECONDS, Step.FIVE_MINUTES, Step.DAY)) {
      assertEquals(
          TopicLog.buckets(List.of(old, log, other), RANGE.align(step), step),
          TopicLog.normal(Await.result(reader.read(RANGE.align(step), step))));
    }
  }

  @Test
  @DisplayName("thousands of events far apart are stored, again and again")
  void farApart() throws Exception {
    TopicLog log = TopicLog.fresh();
    Random random = new Random(11);
    for (int i = 0; i < 1_500; i++) {
      log.add(0, T0 + (random.nextInt(4_000) - 2_000) * 3 * HOUR / 2, i / 4.0);
    }
    for (int i = 0; i < 2; i++) {
      Await.result(sink(NEVER).store(log.all()));
    }
    EventSink parts = sink(NEVER);
    storeParts(parts, log, 0, 500, 900, 1_500);
    SeriesReader reader = openReader(store);
    TimeRange all = new TimeRange(T0 - 3_000 * HOUR, T0 + 3_000 * HOUR).align(Step.DAY);
    assertHolds(log, reader, all, Step.DAY);
    assertHolds(log, reader, all.align(Step.HOUR), Step.HOUR);
  }
}
