package io.streamproc.stores.timescale;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.streamproc.core.series.Step;
import io.streamproc.stores.Await;
import io.streamproc.stores.EventSink;
import io.streamproc.stores.SeriesReader;
import io.streamproc.stores.StoreAudit;
import io.streamproc.stores.StoreException;
import io.streamproc.stores.TopicLog;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Upgrades of databases that earlier versions created, with events in them. */
abstract class SchemaUpgrade extends UpgradeScenario {
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  @DisplayName("an earlier version's database is recognized and upgraded once, with its events")
  void upgraded(int number) throws Exception {
    TopicLog log = log();
    earlier(number, log);
    List<EventSink> sinks = new ArrayList<>();
    List<Future<?>> opening = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      sinks.add(closed(store.sink(vertx)));
      opening.add(sinks.get(i).open());
    }
    Await.result(Future.all(opening));
    assertEquals(List.of("1 before", number == 1 ? "2 now" : "2 before"), record());
    assertEquals(0, Await.result(sinks.get(0).store(log.part(0, 0, 150))));
    assertEquals(300, Await.result(sinks.get(1).store(log.all())));
    assertBalances(log);
    assertSameAsFresh();
  }

  private void assertSameAsFresh() throws Exception {
    List<String> upgraded = shape();
    TimescaleTestStore old = store;
    store = fresh();
    owned(store);
    openSink(store);
    assertEquals(shape(), upgraded);
    assertEquals(List.of("1 now", "2 now"), record());
    store = old;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  @DisplayName("the earlier version keeps working beside the new one, and may restart")
  void sideBySide(int number) throws Exception {
    TopicLog log = log();
    EarlierVersion earlier = earlier(number, log);
    EventSink sink = openSink(store);
    assertEquals(50, earlier.store(log.part(0, 100, 200)));
    assertEquals(50, Await.result(sink.store(log.part(0, 150, 250))));
    earlier.open();
    assertEquals(150, earlier.store(log.part(1, 150, 300)));
    sink = openSink(store);
    assertEquals(50, Await.result(sink.store(log.all())));
    assertBalances(log);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  @DisplayName("the earlier version and the new one may open concurrently")
  void openConcurrently(int number) throws Exception {
    TopicLog log = log();
    EarlierVersion earlier = new EarlierVersion(vertx, store, number);
    EventSink sink = openAtOnce(earlier);
    assertEquals(150, earlier.store(log.part(0, 0, 150)));
    assertEquals(150, Await.result(sink.store(log.part(1, 0, 150))));
    for (int i = 0; i < 3; i++) {
      sink = openAtOnce(earlier);
    }
    assertEquals(150, earlier.store(log.part(0, 0, 300)));
    assertEquals(150, Await.result(sink.store(log.all())));
    assertBalances(log);
  }

  /** Opens two of each version, alternating. */
  private EventSink openAtOnce(EarlierVersion earlier) throws Exception {
    EventSink sink = closed(store.sink(vertx));
    EventSink other = closed(store.sink(vertx));
    Await.result(Future.all(earlier.opening(), sink.open(), earlier.opening(), other.open()));
    return sink;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  @DisplayName("a change of tables and rollups reaches databases of every earlier number")
  void nextChange(int number) throws Exception {
    TopicLog log = log();
    if (number == 0) {
      Await.result(openSink(store).store(log.all()));
    } else {
      earlier(number, log);
    }
    migrate(withNext(2));
    migrate(withNext(2)); // nothing to do
    assertEquals("3 now", record().get(2));
    assertTrue(shape().contains("events 6 note text YES"), shape().toString());
    assertTrue(shape().contains("events_sparse 6 note text YES"), shape().toString());
    Await.result(openSink(store).store(log.all()));
    assertBalances(log);
  }

  @Test
  @DisplayName("a schema that is too new for this version is refused in one line")
  void tooNew() throws Exception {
    migrate(withNext(3));
    StoreException refused = Await.failure(closed(store.sink(vertx)).open());
    assertFalse(refused.isPermanent());
    String line = refused.getMessage();
    assertTrue(line.contains("schema " + store.schema() + " has number 3"), line);
    assertTrue(line.contains("knows number 3; this version knows 2: upgrade it"), line);
    assertFalse(line.contains("\n"), line);
    refused = Await.failure(closed(store.reader(vertx)).open());
    assertEquals(line, refused.getMessage());
  }

  @Test
  @DisplayName("a newer schema that this version can work with is used unchanged")
  void newerButCompatible() throws Exception {
    TopicLog log = log();
    migrate(withNext(2));
    assertEquals(600, Await.result(openSink(store).store(log.all())));
    assertEquals(List.of("1 now", "2 now", "3 now"), record());
    assertBalances(log);
  }

  @Test
  @DisplayName("a newer schema that lacks tables required by this version is refused in one line")
  void newerWithoutTable() throws Exception {
    migrate(withNext(2));
    store.sql(vertx, "DROP TABLE {s}.events_sparse");
    String line = Await.failure(closed(store.sink(vertx)).open()).getMessage();
    assertTrue(
        line.contains("schema " + store.schema() + ", number 3, lacks tables [events_sparse]"),
        line);
    assertEquals(line, Await.failure(closed(store.reader(vertx)).open()).getMessage());
    migrate(withNext(2));
    openSink(store);
  }

  @Test
  @DisplayName("a newer schema without rollups is read from its events")
  void newerWithoutRollups() throws Exception {
    TopicLog log = log();
    migrate(withNext(2));
    assertEquals(600, Await.result(openSink(store).store(log.all())));
    boolean plain = store.number(vertx, "SELECT count(to_regclass('{s}.stale_ranges'))") == 1;
    for (Rollup rollup : Rollup.values()) {
      String kind = plain ? "TABLE" : "MATERIALIZED VIEW";
      store.sql(vertx, "DROP " + kind + " IF EXISTS {s}." + rollup.view() + " CASCADE");
    }
    assertBalances(log);
  }

  @Test
  @DisplayName("an upgrade is logged after it is committed, not if it is rolled back")
  void rolledBack() throws Exception {
    earlier(1, log());
    store.sql(vertx, "CREATE TABLE {s}.applied_settings (other text)");
    assertEquals(List.of(), logged(() -> Await.failure(closed(store.sink(vertx)).open())));
    store.sql(vertx, "DROP TABLE {s}.applied_settings");
    assertEquals(
        List.of("INFO schema " + store.schema() + ": number 2, was 1, inferred from its tables"),
        logged(() -> openSink(store)));
  }

  @Test
  @DisplayName(
      "a lost table is created again at the next opening, even if the record says it " + "exists")
  void lostTable() throws Exception {
    TopicLog log = log();
    for (String table :
        List.of("events_sparse", "events", "positions", "applied_settings", "migrations")) {
      openSink(store);
      store.sql(vertx, "DROP TABLE {s}." + table + " CASCADE");
      EventSink sink = openSink(store);
      store.sql(vertx, "TRUNCATE {s}.topics, {s}.positions, {s}.events, {s}.events_sparse");
      assertEquals(600, Await.result(sink.store(log.all())), table);
    }
    assertBalances(log);
  }

  @Test
  @DisplayName("opening again changes nothing, and a file may run on its own result")
  void reopen() throws Exception {
    openSink(store);
    List<String> shape = shape();
    String ranAt = "SELECT (extract(epoch FROM max(ran_at)) * 1000000)::bigint FROM {s}.migrations";
    long before = store.number(vertx, ranAt);
    openSink(store);
    assertEquals(before, store.number(vertx, ranAt));
    for (Migration migration : Migration.ALL) {
      store.sql(vertx, migration.sql());
    }
    assertEquals(shape, shape());
  }

  @Test
  @DisplayName("a read-only user reads before and after a consumer migrates")
  void onlyReads() throws Exception {
    TimescaleTestStore reading = asReader();
    TopicLog log = log();
    EarlierVersion earlier = earlier(2, log);
    SeriesReader before = openReader(reading);
    earlier.store(log.part(0, 150, 300));
    earlier.store(log.part(1, 150, 300));
    assertHolds(log, before, MONTH, Step.DAY);
    openSink(store.with("retention", "36500d"));
    assertHolds(log, before, MONTH, Step.DAY);
    assertHolds(log, openReader(reading), MONTH, Step.DAY);
    assertEquals(600, scan(log).size());
  }

  @Test
  @DisplayName("a read-only user gets a warning that settings are not applied")
  void settingsNotApplied() throws Exception {
    TimescaleTestStore reading = asReader();
    earlier(2, log());
    List<String> lines = logged(() -> openReader(reading));
    assertEquals(1, lines.size(), lines.toString());
    String line = lines.get(0);
    assertTrue(
        line.startsWith("WARN schema " + store.schema() + " is used as it is, number 2"), line);
    assertTrue(line.contains("permission denied"), line);
  }

  @Test
  @DisplayName("a read-only user waits for the schema number that it can read")
  void numberTooLow() throws Exception {
    TimescaleTestStore reading = asReader();
    openSink(store);
    store.sql(vertx, "DELETE FROM {s}.migrations WHERE number = 2");
    StoreException refused = Await.failure(closed(reading.reader(vertx)).open());
    String line = refused.getMessage();
    assertTrue(
        line.contains("schema " + store.schema() + " has number 1; this version reads from 2 on"),
        line);
    assertTrue(line.contains("permission denied"), line);
    openSink(store);
    openReader(reading);
  }

  @Test
  @DisplayName("an audit fails with a server error if it can't check which tables are missing")
  void auditFails() throws Exception {
    TimescaleTestStore reading = asReader();
    store.sql(vertx, "CREATE SCHEMA {s}");
    store.sql(
        vertx,
        """
        CREATE FUNCTION {s}.to_regclass(text) RETURNS regclass LANGUAGE plpgsql AS $$ BEGIN
          RAISE EXCEPTION 'no answer';
        END $$""");
    store.sql(vertx, "ALTER ROLE " + readerRole + " SET search_path = {s}, pg_catalog");
    StoreAudit audit = TimescaleStore.audit(vertx, reading.settings());
    StoreException failure = Await.failure(audit.positions(log().id()).eventually(audit::close));
    assertTrue(failure.getMessage().contains("no answer"), failure.getMessage());
  }

  @Test
  @DisplayName("without its tables a reader waits, and an audit does not report events as lost")
  void tooOldToRead() throws Exception {
    TimescaleTestStore reading = asReader();
    TopicLog log = log();
    StoreException empty = Await.failure(closed(reading.reader(vertx)).open());
    assertTrue(empty.getMessage().contains("permission denied"), empty.getMessage());
    assertEquals(Map.of(), scan(log));
    earlier(1, log);
    assertThrows(StoreException.class, () -> openReader(reading));
    StoreException older = assertThrows(StoreException.class, () -> scan(log));
    String line = older.getMessage();
    assertTrue(line.contains("schema " + store.schema() + " lacks tables"), line);
    assertTrue(line.contains("events_sparse"), line);
    assertTrue(line.contains("consumer-high creates them"), line);
    openSink(store);
    openReader(reading);
    assertEquals(300, scan(log).size());
  }
}
