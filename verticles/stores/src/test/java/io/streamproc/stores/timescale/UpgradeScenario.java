package io.streamproc.stores.timescale;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.streamproc.core.series.Step;
import io.streamproc.core.series.TimeRange;
import io.streamproc.stores.Await;
import io.streamproc.stores.SeriesReader;
import io.streamproc.stores.StoreAudit;
import io.streamproc.stores.StoreScenario;
import io.streamproc.stores.TopicLog;
import io.streamproc.testkit.Skipped;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.slf4j.LoggerFactory;

/** A database that an earlier version created, and what is expected of it after an upgrade. */
abstract class UpgradeScenario extends StoreScenario {
  static final long T0 = Instant.parse("2024-03-01T00:00:00Z").toEpochMilli();
  static final long DAY = Step.DAY.millis();
  static final TimeRange MONTH = new TimeRange(T0, T0 + 30 * DAY);

  TimescaleTestStore store;
  String readerRole;

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

  /** The migrations of a next version, whose file is in the test resources. */
  static List<Migration> withNext(int needs) {
    List<Migration> known = new ArrayList<>(Migration.ALL);
    known.add(new Migration(3, "test-column", needs, List.of()));
    return known;
  }

  static TopicLog log() {
    TopicLog log = TopicLog.fresh();
    for (int i = 0; i < 600; i++) {
      log.add(i % 2, T0 + i * DAY / 20, i / 4.0);
    }
    return log;
  }

  /** Makes the earlier version create its schema and store half of each partition. */
  EarlierVersion earlier(int number, TopicLog log) throws Exception {
    EarlierVersion version = new EarlierVersion(vertx, store, number);
    version.open();
    assertEquals(150, version.store(log.part(0, 0, 150)));
    assertEquals(150, version.store(log.part(1, 0, 150)));
    inUse();
    return version;
  }

  /** Does what the server's jobs may have done to the events before the upgrade. */
  protected void inUse() throws Exception {}

  protected final TimescaleTestStore store() {
    return store;
  }

  /** Migrates like a version that knows these migrations. */
  void migrate(List<Migration> known) throws Exception {
    Pool pool = Connections.pool(vertx, store.settings());
    Await.result(
        new TimescaleSchema(pool, store.settings(), known).ensure().eventually(pool::close));
  }

  /** Returns the recorded migrations as {@code number:ran now}. */
  List<String> record() throws Exception {
    List<String> numbers = new ArrayList<>();
    for (Row row : store.sql(vertx, "SELECT number, ran_at FROM {s}.migrations ORDER BY number")) {
      numbers.add(row.getShort("number") + (row.getValue("ran_at") == null ? " before" : " now"));
    }
    return numbers;
  }

  /**
   * Returns columns and indexes of the tables, except those used only by versions before
   * migrations.
   */
  List<String> shape() throws Exception {
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

  Map<String, String> scan(TopicLog log) throws Exception {
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

  /**
   * Asserts, as verify does, that every event of the log is stored once and the positions are at
   * its end.
   */
  void assertBalances(TopicLog log) throws Exception {
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

  /** Returns the messages about the schema that the action logs. */
  List<String> logged(Callable<?> action) throws Exception {
    Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    log.start();
    root.addAppender(log);
    try {
      action.call();
    } finally {
      root.detachAppender(log);
    }
    return log.list.stream()
        .map(event -> event.getLevel() + " " + event.getFormattedMessage())
        .filter(line -> line.contains("schema " + store.schema()))
        .toList();
  }

  /**
   * Returns the store for a user who may read everything and change nothing, like the chart's user.
   */
  TimescaleTestStore asReader() throws Exception {
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
}
