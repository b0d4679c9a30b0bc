package io.streamproc.stores.timescale;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.streamproc.core.series.Step;
import io.streamproc.core.series.TimeRange;
import io.streamproc.stores.Await;
import io.streamproc.stores.EventSink;
import io.streamproc.stores.SeriesReader;
import io.streamproc.stores.SharedServer;
import io.streamproc.stores.StoreScenario;
import io.streamproc.stores.TopicLog;
import io.streamproc.testkit.TimescaleServer;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("TimescaleDB in a database that does not have it yet")
class TimescaleInstallIT extends StoreScenario {
  @RegisterExtension static final SharedServer<TimescaleServer> SERVER = SharedServer.timescale();

  private static final long T0 = Instant.parse("2024-02-20T00:00:00Z").toEpochMilli();
  private static final long DAY = Step.DAY.millis();
  private static final TimeRange WEEKS = new TimeRange(T0, T0 + 30 * DAY);

  private TimescaleDatabase database;

  @BeforeEach
  void create() throws Exception {
    database = TimescaleDatabase.create(vertx, SERVER.get());
  }

  @AfterEach
  void drop() throws Exception {
    closeAll();
    database.drop();
  }

  private static TopicLog log() {
    TopicLog log = TopicLog.fresh();
    for (int i = 0; i < 300; i++) {
      log.add(i % 2, T0 + i * DAY / 10, i / 4.0);
    }
    return log;
  }

  private long hypertables(TimescaleTestStore store) throws Exception {
    return store.number(
        vertx,
        "SELECT count(*) FROM timescaledb_information.hypertables"
            + " WHERE hypertable_schema = '{s}' AND hypertable_name = 'events'");
  }

  @Test
  @DisplayName("eight sinks and a reader that open concurrently create extension and schema once")
  void openAtOnce() throws Exception {
    TimescaleTestStore store = database.store();
    List<Future<?>> opening = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      opening.add(closed(store.sink(vertx)).open());
    }
    SeriesReader reader = closed(store.reader(vertx));
    opening.add(reader.open());
    Await.result(Future.all(opening));
    assertEquals(1, hypertables(store));
    TopicLog log = log();
    assertEquals(300, Await.result(openSink(store).store(log.all())));
    assertHolds(log, reader, WEEKS, Step.DAY);
  }

  @Test
  @DisplayName(
      "a user who may not create the extension gets plain tables, which become a "
          + "hypertable with all their rows once the extension exists")
  void plainFirst() throws Exception {
    TimescaleTestStore admin = database.store();
    TimescaleTestStore store = database.asOwner(admin);
    TopicLog log = log();
    EventSink plain = openSink(store);
    Await.result(plain.store(log.part(0, 0, 150)));
    assertEquals(150, store.number(vertx, "SELECT count(*) FROM {s}.events"));
    admin.sql(vertx, "CREATE EXTENSION timescaledb");
    EventSink sink = openSink(store);
    assertEquals(1, hypertables(admin));
    assertEquals(150, Await.result(sink.store(log.all())));
    assertEquals(0, Await.result(plain.store(log.all())));
    SeriesReader reader = openReader(store);
    for (Step step : List.of(Step.MINUTE, Step.HOUR, Step.DAY)) {
      assertHolds(log, reader, WEEKS, step);
    }
  }

  @Test
  @DisplayName(
      "ranges that a newer TimescaleDB has not processed yet are not read from the " + "rollups")
  void pendingRanges() throws Exception {
    TimescaleTestStore store = database.store();
    store.requireFullLicense(vertx);
    TopicLog log = log();
    Await.result(openSink(store).store(log.all()));
    for (Rollup rollup : Rollup.values()) {
      store.sql(
          vertx, "CALL refresh_continuous_aggregate('{s}." + rollup.view() + "', NULL, NULL)");
    }
    log.add(0, T0 + DAY, 5);
    Await.result(openSink(store).store(log.all()));
    // Since 2.21, a refresh first moves its ranges to this table and commits that.
    store.sql(
        vertx,
        """
        CREATE TABLE _timescaledb_catalog.continuous_aggs_materialization_ranges (
          materialization_id int, lowest_modified_value bigint, greatest_modified_value bigint);
        INSERT INTO _timescaledb_catalog.continuous_aggs_materialization_ranges
          SELECT mat_hypertable_id, lowest_modified_value, greatest_modified_value
          FROM _timescaledb_catalog.continuous_agg
            JOIN _timescaledb_catalog.continuous_aggs_hypertable_invalidation_log
              ON hypertable_id = raw_hypertable_id;
        DELETE FROM _timescaledb_catalog.continuous_aggs_hypertable_invalidation_log
        """);
    SeriesReader reader = openReader(store);
    for (Step step : List.of(Step.MINUTE, Step.HOUR, Step.DAY)) {
      assertHolds(log, reader, WEEKS, step);
    }
  }
}
