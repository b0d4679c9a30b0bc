package io.streamproc.stores.timescale;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.streamproc.core.series.Step;
import io.streamproc.core.series.TimeRange;
import io.streamproc.stores.Await;
import io.streamproc.stores.EventSink;
import io.streamproc.stores.SeriesReader;
import io.streamproc.stores.StoreAudit;
import io.streamproc.stores.StoreException;
import io.streamproc.stores.StoreScenario;
import io.streamproc.stores.TopicLog;
import io.streamproc.testkit.Skipped;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Databases that earlier versions made, with events in them. */
abstract class SchemaUpgrade extends StoreScenario {
  private static final long T0 = Instant.parse("2024-03-01T00:00:00Z").toEpochMilli();
  private static final long DAY = Step.DAY.millis();
  private static final TimeRange MONTH = new TimeRange(T0, T0 + 30 * DAY);

  private TimescaleTestStore store;
  private String readerRole;

  /** A schema that does not exist, on a running server. */
  protected abstract TimescaleTestStore fresh();

  @BeforeEach
  void make() {
    store = fresh();
    owned(store);
  }

  @AfterEach
  void dropReader() throws Exception {
    closeAll();
    if (readerRole != null) {
      store.sql(vertx, "DROP OWNED BY " + readerRole);
      store.sql(vertx, "DROP ROLE " + readerRole);
    }
  }

  /** What a next version knows, whose file is in the test resources. */
  private static List<Migration> withNext(int needs) {
    List<Migration> known = new ArrayList<>(Migration.ALL);
    known.add(new Migration(3, "test-column", needs, List.of()));
    return known;
  }

  private static TopicLog log() {
    TopicLog log = TopicLog.fresh();
    for (int i = 0; i < 600; i++) {
      log.add(i % 2, T0 + i * DAY / 20, i / 4.0);
    }
    return log;
  }

  /** The earlier version makes its schema and stores a half of each partition. */
  private EarlierVersion earlier(int number, TopicLog log) throws Exception {
    EarlierVersion version = new EarlierVersion(vertx, store, number);
    version.open();
    assertEquals(150, version.store(log.part(0, 0, 150)));
    assertEquals(150, version.store(log.part(1, 0, 150)));
    inUse();
    return version;
  }

  /** Whatever the server's jobs may have done to the events before the upgrade. */
  protected void inUse() throws Exception {}

  protected final TimescaleTestStore store() {
    return store;
  }

  /** Migrates as a version would that knows these. */
  private void migrate(List<Migration> known) throws Exception {
    Pool pool = Connections.pool(vertx, store.settings());
    Await.result(
        new TimescaleSchema(pool, store.settings(), known).ensure().eventually(pool::close));
  }

  /** By the record, {@code number:ran now}. */
  private List<String> record() throws Exception {
    List<String> numbers = new ArrayList<>();
    for (Row row : store.sql(vertx, "SELECT number, ran_at FROM {s}.migrations ORDER BY number")) {
      numbers.add(row.getShort("number") + (row.getValue("ran_at") == null ? " before" : " now"));
    }
    return numbers;
  }

  /** Columns and indexes of the tables, but for what only versions before migrations use. */
  private List<String> shape() throws Exception {
    List<String> shape = new ArrayList<>();
    for (Row row :
        store.sql(
            vertx,
            """
            SELECT concat_ws(' ', table_name, ordinal_position, column_name, data_type, is_nullable,
                             column_default) AS part
            FROM information_schema.columns
            WHERE table_schema = '{s}' AND table_name <> 'made'
            UNION ALL
            SELECT replace(indexdef, '{s}', 's') FROM pg_indexes
            WHERE schemaname = '{s}' AND tablename <> 'made'
            ORDER BY 1
            """)) {
      shape.add(row.getString("part"));
    }
    return shape;
  }

  private Map<String, String> scan(TopicLog log) throws Exception {
    StoreAudit audit = TimescaleStore.audit(vertx, store.settings());
    Map<String, String> seen = new HashMap<>();
    Await.result(
        audit
            .scan(
                log.id(),
                Set.of(0, 1),
                row ->
                    assertEquals(
                        null,
                        seen.put(
                            row.partition() + "@" + row.identity(),
                            row.time() + " " + row.amount())))
            .eventually(audit::close));
    return seen;
  }

  /** As verify does: every event of the log once, and the positions at its end. */
  private void assertBalances(TopicLog log) throws Exception {
    Map<String, String> expected = new HashMap<>();
    var all = log.all();
    for (int i = 0; i < all.size(); i++) {
      expected.put(all.partition(i) + "@" + all.offset(i), all.time(i) + " " + all.amount(i));
    }
    assertEquals(expected, scan(log));
    StoreAudit audit = TimescaleStore.audit(vertx, store.settings());
    assertEquals(
        Map.of(0, log.end(0), 1, log.end(1)),
        Await.result(audit.positions(log.id()).eventually(audit::close)));
    SeriesReader reader = openReader(store);
    for (Step step : List.of(Step.MINUTE, Step.HOUR, Step.DAY)) {
      boolean fine = step == Step.MINUTE;
      assertHolds(log, reader, fine ? new TimeRange(T0, T0 + DAY / 2) : MONTH, step);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  @DisplayName("an earlier version's database is recognized and upgraded with its events, once")
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
  @DisplayName("the earlier version goes on beside the new one, and may start again")
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
  @ValueSource(ints = {0, 1, 2})
  @DisplayName("a change of tables and rollups reaches the database from every earlier number")
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
  @DisplayName("a newer schema that this version can work with is left as it is, and used")
  void newerButCompatible() throws Exception {
    TopicLog log = log();
    migrate(withNext(2));
    assertEquals(600, Await.result(openSink(store).store(log.all())));
    assertEquals(List.of("1 now", "2 now", "3 now"), record());
    assertBalances(log);
  }

  @Test
  @DisplayName("a table that was lost is made again at the next opening, whatever the record says")
  void lostTable() throws Exception {
    TopicLog log = log();
    for (String table : List.of("events_sparse", "events", "positions", "migrations")) {
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
  void again() throws Exception {
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

  /** A user who may read everything and change nothing, as the chart makes one. */
  private TimescaleTestStore asReader() throws Exception {
    Skipped.unless(
        store.sql(vertx, "SELECT FROM pg_roles WHERE rolname = current_user AND rolsuper").size()
            == 1,
        "a user who only reads",
        "the server's user is not a superuser");
    readerRole = "r" + UUID.randomUUID().toString().replace("-", "");
    store.sql(vertx, "CREATE ROLE " + readerRole + " LOGIN PASSWORD 'reads'");
    store.sql(vertx, "GRANT pg_read_all_data TO " + readerRole);
    return store.with("user", readerRole).with("password", "reads");
  }

  @Test
  @DisplayName("who may only read reads before and after a consumer has migrated")
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
  @DisplayName("without the tables it needs a reader waits, and an audit does not call events lost")
  void tooOldToRead() throws Exception {
    TimescaleTestStore reading = asReader();
    TopicLog log = log();
    StoreException empty = Await.failure(closed(reading.reader(vertx)).open());
    assertTrue(empty.getMessage().contains("permission denied"), empty.getMessage());
    assertEquals(Map.of(), scan(log));
    earlier(1, log);
    assertThrows(StoreException.class, () -> openReader(reading));
    StoreException older = assertThrows(StoreException.class, () -> scan(log));
    assertTrue(older.getMessage().contains("is of an earlier version"), older.getMessage());
    openSink(store);
    openReader(reading);
    assertEquals(300, scan(log).size());
  }
}
