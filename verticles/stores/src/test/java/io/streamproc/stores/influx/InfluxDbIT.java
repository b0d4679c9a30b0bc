package io.streamproc.stores.influx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.streamproc.core.series.Step;
import io.streamproc.core.series.TimeRange;
import io.streamproc.stores.Await;
import io.streamproc.stores.EventSink;
import io.streamproc.stores.SeriesReader;
import io.streamproc.stores.SharedServer;
import io.streamproc.stores.SinkBatch;
import io.streamproc.stores.StoreException;
import io.streamproc.stores.StoreScenario;
import io.streamproc.stores.TopicLog;
import io.streamproc.stores.influx.shared.LineProtocol;
import io.streamproc.testkit.InfluxDbServer;
import io.vertx.core.json.JsonArray;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("InfluxDB 1")
class InfluxDbIT extends StoreScenario {
  @RegisterExtension static final SharedServer<InfluxDbServer> SERVER = SharedServer.influxDb();

  private static final long T0 = Instant.parse("2024-03-01T12:00:00Z").toEpochMilli();

  /** In another shard; a shard spans a week. */
  private static final long EARLIER = T0 - Duration.ofDays(30).toMillis();

  private InfluxTestStore store;

  @BeforeEach
  void make() {
    store = InfluxTestStore.on(SERVER.get());
    owned(store);
  }

  private void assertHolds(TopicLog log) throws Exception {
    SeriesReader reader = openReader(store);
    TimeRange all = new TimeRange(EARLIER, T0 + Step.HOUR.millis()).align(Step.DAY);
    assertHolds(log, reader, all, Step.MINUTE);
  }

  /** Makes the earlier shard store the field as an integer, so that it rejects other types. */
  private void makeEarlierShardInteger() throws Exception {
    store.write(vertx, "low,source=other-9 amount=1i " + LineProtocol.nanos(EARLIER, 0));
    // The point itself must not be visible.
    store.influxQl(vertx, "DELETE FROM low WHERE source = 'other-9'");
  }

  /**
   * Stores like a consumer: splits a rejected batch in halves and sets aside single rejected
   * events.
   */
  private static List<Long> storeByHalves(EventSink sink, SinkBatch batch) throws Exception {
    try {
      Await.result(sink.store(batch));
      return List.of();
    } catch (StoreException e) {
      assertTrue(e.isPermanent(), e.getMessage());
      if (batch.size() == 1) {
        Await.result(sink.store(batch.withoutEvents()));
        return List.of(batch.offset(0));
      }
      List<Long> refused = new ArrayList<>();
      for (SinkBatch half : batch.splitAt(batch.size() / 2)) {
        refused.addAll(storeByHalves(sink, half));
      }
      return refused;
    }
  }

  @Test
  @DisplayName(
      "a partial write is permanent, and splitting in halves stores all but the rejected "
          + "events")
  void partialWrite() throws Exception {
    EventSink sink = openSink(store);
    makeEarlierShardInteger();
    TopicLog all = TopicLog.fresh();
    TopicLog good = TopicLog.fresh();
    List<Long> bad = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      long time = i % 33 == 7 ? EARLIER + i : T0 + i;
      all.add(0, time, i);
      if (time < T0) {
        bad.add((long) i);
      } else {
        good.add(0, time, i);
      }
    }
    StoreException failure = Await.failure(sink.store(all.all()));
    assertTrue(failure.isPermanent());
    assertTrue(failure.getMessage().contains("field type conflict"), failure.getMessage());
    assertEquals(bad, storeByHalves(sink, all.all()));
    assertHolds(good);
  }

  @Test
  @DisplayName(
      "events older than the retention are dropped without a failure, and the rest is " + "kept")
  void beyondRetention() throws Exception {
    EventSink sink = openSink(store.with("retention", "1d"));
    long now = System.currentTimeMillis();
    TopicLog all = TopicLog.fresh().add(0, T0, 1).add(0, now, 2).add(0, EARLIER, 3).add(0, now, 4);
    assertEquals(4, Await.result(sink.store(all.all())));
    TopicLog recent = TopicLog.fresh().add(0, now, 2).add(0, now, 4);
    TimeRange range = new TimeRange(EARLIER, now + 1).align(Step.HOUR);
    assertHolds(recent, openReader(store.with("retention", "1d")), range, Step.HOUR);
  }

  private JsonArray policies() throws Exception {
    return store
        .influxQl(vertx, "SHOW RETENTION POLICIES ON \"{d}\"")
        .getJsonArray("results")
        .getJsonObject(0)
        .getJsonArray("series")
        .getJsonObject(0)
        .getJsonArray("values");
  }

  @Test
  @DisplayName("the retention is that of the settings at the last opening")
  void retention() throws Exception {
    openSink(store.with("retention", "36h"));
    assertEquals("36h0m0s", policies().getJsonArray(0).getString(1));
    openSink(store.with("retention", "30d"));
    assertEquals("720h0m0s", policies().getJsonArray(0).getString(1));
    openSink(store);
    assertEquals("0s", policies().getJsonArray(0).getString(1));
    assertEquals(1, policies().size());
  }

  @Test
  @DisplayName("a database created with another policy keeps it")
  void ownPolicy() throws Exception {
    store.influxQl(vertx, "CREATE DATABASE \"{d}\" WITH DURATION 520w NAME \"ten_years\"");
    TopicLog log = TopicLog.fresh().add(0, T0, 1);
    Await.result(openSink(store).store(log.all()));
    assertHolds(log);
    assertEquals(1, policies().size());
    assertEquals("ten_years", policies().getJsonArray(0).getString(0));
    StoreException failure =
        Await.failure(closed(store.with("retention", "1d").sink(vertx)).open());
    assertTrue(failure.getMessage().contains("retention policy not found"), failure.getMessage());
  }

  @Test
  @DisplayName("writes are compressed if configured so, and read back the same")
  void gzip() throws Exception {
    TopicLog log = TopicLog.fresh();
    for (int i = 0; i < 25_000; i++) {
      log.add(i % 3, T0 + i % 1000, i / 4.0);
    }
    assertEquals(25_000, Await.result(openSink(store.with("gzip", "true")).store(log.all())));
    assertHolds(log);
  }

  @Test
  @DisplayName(
      "a database that was dropped while a sink was open is created again by the next " + "attempt")
  void dropped() throws Exception {
    EventSink sink = openSink(store);
    SeriesReader reader = openReader(store);
    TopicLog log = TopicLog.fresh().add(0, T0, 1).add(0, T0, 2);
    Await.result(sink.store(log.all()));
    store.influxQl(vertx, "DROP DATABASE \"{d}\"");
    StoreException failure = Await.failure(sink.store(log.all()));
    assertFalse(failure.isPermanent());
    assertTrue(failure.getMessage().contains("database not found"), failure.getMessage());
    TimeRange hour = new TimeRange(T0, T0 + Step.HOUR.millis());
    assertEquals(List.of(), Await.result(reader.read(hour, Step.MINUTE)));
    assertEquals(2, Await.result(sink.store(log.all())));
    assertHolds(log, reader, hour, Step.MINUTE);
  }
}
