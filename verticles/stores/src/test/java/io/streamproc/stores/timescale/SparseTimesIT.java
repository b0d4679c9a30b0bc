package io.streamproc.stores.timescale;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.streamproc.core.series.Step;
import io.streamproc.core.series.TimeRange;
import io.streamproc.stores.Await;
import io.streamproc.stores.EventSink;
import io.streamproc.stores.SharedServer;
import io.streamproc.stores.StoreScenario;
import io.streamproc.stores.TopicLog;
import io.streamproc.testkit.TimescaleServer;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Without a table for sparse periods, each of thousands of events would get a chunk, and one
 * statement that creates them always fails with 57014 (statement timeout) or 53200 (lock table
 * full).
 */
@DisplayName("Events far apart on TimescaleDB")
class SparseTimesIT extends StoreScenario {
  @RegisterExtension static final SharedServer<TimescaleServer> SERVER = SharedServer.timescale();

  private static final long WEEK = 7 * Step.DAY.millis();
  private static final long END = 9_214_646_400_000L; // in 2261
  private static final TimeRange ALL = new TimeRange(0, END);

  private TimescaleTestStore store;

  @BeforeEach
  void make() {
    store = TimescaleTestStore.on(SERVER.get());
    owned(store);
  }

  private long chunks() throws Exception {
    return store.number(
        vertx,
        "SELECT count(*) FROM timescaledb_information.chunks"
            + " WHERE hypertable_schema = '{s}' AND hypertable_name = 'events'");
  }

  @Test
  @DisplayName("a week each are stored at once, with their neighbors, and read back")
  void weekApart() throws Exception {
    TopicLog log = TopicLog.fresh();
    long now = System.currentTimeMillis();
    for (int i = 0; i < 8_000; i++) {
      log.add(0, i * WEEK, 7).add(0, now + i, 8);
    }
    assertEquals(16_000, Await.result(openSink(store).store(log.all())));
    assertTrue(chunks() < 10, chunks() + " chunks");
    assertHolds(log, openReader(store), ALL, Step.DAY);
    assertEquals(0, Await.result(openSink(store).store(log.all())), "again");
  }

  @Test
  @DisplayName("at random between 1970 and 2261 are stored, 50,000 of them, and each is read back")
  void atRandom() throws Exception {
    TopicLog log = TopicLog.fresh();
    Random random = new Random(1970);
    for (int i = 0; i < 50_000; i++) {
      log.add(i % 3, (long) (random.nextDouble() * END), random.nextInt(400) / 4.0);
    }
    assertEquals(50_000, Await.result(openSink(store).store(log.all())));
    assertHolds(log, openReader(store), ALL, Step.DAY);
    Set<String> seen = new HashSet<>();
    Await.result(
        TimescaleStore.audit(vertx, store.settings())
            .scan(
                log.id(),
                Set.of(0, 1, 2),
                row -> seen.add(row.partition() + "@" + row.identity())));
    assertEquals(50_000, seen.size());
  }

  @Test
  @DisplayName("are kept apart from bulk history, which gets chunks")
  void history() throws Exception {
    TopicLog log = TopicLog.fresh();
    for (int i = 0; i < 5_000; i++) {
      log.add(0, 1_000_000_000_000L + i * 1_000L, 7);
    }
    log.add(0, 5 * WEEK, 9);
    EventSink sink = openSink(store);
    assertEquals(5_001, Await.result(sink.store(log.all())));
    assertEquals(5_000, store.number(vertx, "SELECT count(*) FROM {s}.events"));
    assertEquals(1, store.number(vertx, "SELECT count(*) FROM {s}.events_sparse"));
  }

  @Test
  @DisplayName("are moved out of a plain table before it becomes a hypertable")
  void plainTableBecomesHypertable() throws Exception {
    store.sql(vertx, new SchemaSql(store.schema()).makeRecords());
    for (Migration migration : Migration.ALL) {
      store.sql(vertx, migration.sql());
    }
    store.sql(
        vertx,
        "INSERT INTO {s}.events SELECT to_timestamp(i::bigint * 604800), 7, i, 0, 1"
            + " FROM generate_series(0, 1999) AS i");
    store.sql(
        vertx,
        "INSERT INTO {s}.events SELECT now(), 8, i, 0, 1 FROM generate_series(2000, 2999) AS i");
    openSink(store);
    assertEquals(1_000, store.number(vertx, "SELECT count(*) FROM {s}.events"));
    assertEquals(2_000, store.number(vertx, "SELECT count(*) FROM {s}.events_sparse"));
    assertTrue(chunks() < 5, chunks() + " chunks");
  }
}
