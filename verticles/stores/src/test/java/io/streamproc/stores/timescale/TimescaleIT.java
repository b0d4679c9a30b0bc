package io.streamproc.stores.timescale;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.streamproc.core.series.Bucket;
import io.streamproc.core.series.Step;
import io.streamproc.core.series.TimeRange;
import io.streamproc.stores.Await;
import io.streamproc.stores.EventSink;
import io.streamproc.stores.SeriesReader;
import io.streamproc.stores.SharedServer;
import io.streamproc.stores.StoreScenario;
import io.streamproc.stores.TopicLog;
import io.streamproc.testkit.TimescaleServer;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("TimescaleDB in full")
class TimescaleIT extends StoreScenario {
  @RegisterExtension static final SharedServer<TimescaleServer> SERVER = SharedServer.timescale();

  private static final long T0 = Instant.parse("2024-01-10T00:00:00Z").toEpochMilli();
  private static final long HOUR = Step.HOUR.millis();
  private static final long DAY = Step.DAY.millis();
  private static final TimeRange MONTH = new TimeRange(T0, T0 + 40 * DAY);

  private TimescaleTestStore store;

  @BeforeEach
  void make() throws Exception {
    // One connection, so that statements are prepared and planned only once.
    store = TimescaleTestStore.on(SERVER.get()).with("chunk-interval", "5d").with("pool-size", "1");
    owned(store);
    store.requireFullLicense(vertx);
  }

  private static TopicLog month() {
    TopicLog log = TopicLog.fresh();
    Random random = new Random(42);
    for (int i = 0; i < 3_000; i++) {
      log.add(i % 3, T0 + (long) (random.nextDouble() * 40 * DAY), random.nextInt(400) / 4.0);
    }
    return log;
  }

  /** TimescaleDB's jobs may refresh at any moment; here only the test refreshes. */
  private void stopJobs() throws Exception {
    store.sql(
        vertx,
        "SELECT alter_job(job_id, scheduled => false) FROM timescaledb_information.jobs"
            + " WHERE hypertable_schema = '{s}'");
  }

  private void refresh() throws Exception {
    for (Rollup rollup : Rollup.values()) {
      store.sql(
          vertx, "CALL refresh_continuous_aggregate('{s}." + rollup.view() + "', NULL, NULL)");
    }
  }

  private static void assertEqualsEvents(TopicLog log, SeriesReader reader) throws Exception {
    for (Step step : Step.values()) {
      boolean fine = step.millis() < Step.MINUTE.millis();
      assertHolds(log, reader, fine ? new TimeRange(T0, T0 + 2 * HOUR) : MONTH, step);
    }
  }

  @Test
  @DisplayName("long ranges are read from the rollups, and short steps from the events")
  void usesRollups() throws Exception {
    TopicLog log = month();
    Await.result(openSink(store).store(log.all()));
    stopJobs();
    refresh();
    for (Rollup rollup : Rollup.values()) {
      tamper(rollup);
    }
    SeriesReader reader = openReader(store);
    for (Step step : Step.values()) {
      long added =
          switch (step) {
            case SECOND -> 0;
            case FIVE_SECONDS, TEN_SECONDS -> 1_000;
            case MINUTE, FIVE_MINUTES -> 10_000;
            case HOUR -> 100_000;
            case DAY -> 1_000_000;
          };
      TimeRange hour = new TimeRange(T0, T0 + HOUR).align(step);
      long more = count(Await.result(reader.read(hour, step))) - count(log.buckets(hour, step));
      assertTrue(added == 0 ? more == 0 : more > 0 && more % added == 0, step + ": " + more);
    }
  }

  private static long count(List<Bucket> buckets) {
    return buckets.stream().mapToLong(Bucket::count).sum();
  }

  /**
   * Makes a rollup's stored counts distinguishable from those of the events: 1,000, 10,000, 100,000
   * or 1,000,000 more.
   */
  private void tamper(Rollup rollup) throws Exception {
    Row table =
        store
            .sql(
                vertx,
                "SELECT materialization_hypertable_schema AS s, materialization_hypertable_name AS t"
                    + " FROM timescaledb_information.continuous_aggregates"
                    + " WHERE view_schema = '{s}' AND view_name = '"
                    + rollup.view()
                    + "'")
            .iterator()
            .next();
    int more = (int) (1_000 * Math.pow(10, rollup.ordinal()));
    store.sql(
        vertx,
        String.format(
            Locale.ROOT,
            "UPDATE %s.%s SET count = count + %d",
            table.getString("s"),
            table.getString("t"),
            more));
  }

  @Test
  @DisplayName(
      "the result equals the events when rollups are empty, complete, stale in "
          + "places, and complete again")
  void lateEvents() throws Exception {
    EventSink sink = openSink(store);
    stopJobs();
    SeriesReader reader = openReader(store);
    TopicLog log = month();
    Await.result(sink.store(log.all()));
    assertEqualsEvents(log, reader);
    refresh();
    assertEqualsEvents(log, reader);
    log.add(0, T0 + 3 * DAY + 5, 7);
    log.add(1, T0 + 41 * DAY, 9);
    Await.result(sink.store(log.all()));
    assertEqualsEvents(log, reader);
    for (int i = 0; i < 39; i++) {
      log.add(2, T0 + i * DAY + 7, i);
      Await.result(sink.store(log.part(2, log.end(2) - 1, log.end(2))));
    }
    assertEqualsEvents(log, reader);
    refresh();
    assertEqualsEvents(log, reader);
  }

  @Test
  @DisplayName(
      "compressed chunks return the same result, accept late events, and store nothing " + "twice")
  void compressed() throws Exception {
    EventSink sink = openSink(store);
    stopJobs();
    SeriesReader reader = openReader(store);
    TopicLog log = month();
    Await.result(sink.store(log.all()));
    refresh();
    compressAll();
    assertEqualsEvents(log, reader);
    log.add(0, T0 + 12 * DAY + 5, 7).add(0, T0 + 2 * HOUR - 1, 8);
    assertEquals(2, Await.result(sink.store(log.all())));
    assertEqualsEvents(log, reader);
    compressAll();
    refresh();
    assertEqualsEvents(log, reader);
  }

  private void compressAll() throws Exception {
    store.sql(vertx, "SELECT compress_chunk(c) FROM show_chunks('{s}.events') c");
    assertEquals(
        0,
        store.number(
            vertx,
            "SELECT count(*) FROM timescaledb_information.chunks WHERE hypertable_schema = '{s}'"
                + " AND hypertable_name = 'events' AND NOT is_compressed"));
  }

  @Test
  @DisplayName("jobs that run during writes and reads change no result")
  void jobsAtWork() throws Exception {
    EventSink sink = openSink(store);
    SeriesReader reader = openReader(store);
    TopicLog log = TopicLog.fresh();
    Random random = new Random(7);
    for (int round = 0; round < 12; round++) {
      for (int i = 0; i < 50; i++) {
        log.add(0, T0 + (long) (random.nextDouble() * 40 * DAY), i);
      }
      var refreshing =
          store.sqlAsync(vertx, "CALL refresh_continuous_aggregate('{s}.events_1h', NULL, NULL)");
      Await.result(sink.store(log.part(0, round * 50L, round * 50L + 50)));
      for (int i = 0; i < 5; i++) {
        assertHolds(log, reader, MONTH, Step.HOUR);
      }
      Await.result(refreshing);
      assertHolds(log, reader, MONTH, Step.HOUR);
    }
  }

  private TreeMap<String, String> policies() throws Exception {
    TreeMap<String, String> policies = new TreeMap<>();
    for (Row row :
        store.sql(
            vertx,
            """
            SELECT hypertable_name || ' ' || replace(proc_name, 'policy_', '') AS job,
                   coalesce(config->>'drop_after', config->>'compress_after', config->>'end_offset') AS age
            FROM timescaledb_information.jobs WHERE hypertable_schema = '{s}'
            """)) {
      policies.put(row.getString("job"), row.getString("age"));
    }
    return policies;
  }

  private long chunkDays() throws Exception {
    return store.number(
        vertx,
        "SELECT (extract(epoch FROM time_interval) / 86400)::bigint"
            + " FROM timescaledb_information.dimensions"
            + " WHERE hypertable_schema = '{s}' AND hypertable_name = 'events'");
  }

  private static TreeMap<String, String> rollupsAnd(String... more) {
    TreeMap<String, String> policies = new TreeMap<>();
    policies.put("events_5s refresh_continuous_aggregate", "00:00:05");
    policies.put("events_1m refresh_continuous_aggregate", "00:01:00");
    policies.put("events_1h refresh_continuous_aggregate", "01:00:00");
    policies.put("events_1d refresh_continuous_aggregate", "24:00:00");
    for (int i = 0; i < more.length; i += 2) {
      policies.put(more[i], more[i + 1]);
    }
    return policies;
  }

  @Test
  @DisplayName("chunk interval, compression and retention follow the settings of the last opening")
  void settings() throws Exception {
    openSink(store);
    assertEquals(rollupsAnd("events compression", "168:00:00"), policies());
    assertEquals(5, chunkDays());

    openSink(
        store.with("chunk-interval", "2d").with("compress-after", "3d").with("retention", "90d"));
    assertEquals(
        rollupsAnd(
            "events compression", "72:00:00",
            "events retention", "2160:00:00",
            "events_5s retention", "2160:00:00",
            "events_1m retention", "2160:00:00",
            "events_1h retention", "2160:00:00",
            "events_1d retention", "2160:00:00"),
        policies());
    assertEquals(2, chunkDays());

    openReader(store.with("retention", "30d").with("compress-after", "0"));
    assertEquals(
        rollupsAnd(
            "events retention", "720:00:00",
            "events_5s retention", "720:00:00",
            "events_1m retention", "720:00:00",
            "events_1h retention", "720:00:00",
            "events_1d retention", "720:00:00"),
        policies());
    assertEquals(5, chunkDays());

    openSink(store.with("compress-after", "0"));
    assertEquals(rollupsAnd(), policies());
  }

  @Test
  @DisplayName("retention drops old events from the events and from the rollups")
  void retention() throws Exception {
    long now = System.currentTimeMillis();
    TopicLog recent = TopicLog.fresh().add(0, now - HOUR, 3).add(0, now, 5);
    EventSink sink = openSink(store.with("retention", "7d"));
    stopJobs();
    Await.result(sink.store(month().all()));
    Await.result(sink.store(recent.all()));
    refresh();
    for (Row job :
        store.sql(
            vertx,
            "SELECT job_id FROM timescaledb_information.jobs"
                + " WHERE hypertable_schema = '{s}' AND proc_name = 'policy_retention'")) {
      store.sql(vertx, "CALL run_job(" + job.getInteger("job_id") + ")");
    }
    SeriesReader reader = openReader(store.with("retention", "7d"));
    TimeRange all = new TimeRange(T0, now + 1);
    for (Step step : List.of(Step.MINUTE, Step.HOUR, Step.DAY)) {
      assertHolds(recent, reader, all.align(step), step);
    }
  }
}
