package io.streamproc.stores.influx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.streamproc.core.series.Step;
import io.streamproc.core.series.TimeRange;
import io.streamproc.embedded.EmbeddedQuestDb;
import io.streamproc.stores.Await;
import io.streamproc.stores.EventSink;
import io.streamproc.stores.SharedServer;
import io.streamproc.stores.StoreException;
import io.streamproc.stores.StoreScenario;
import io.streamproc.stores.TopicLog;
import io.streamproc.stores.influx.shared.HttpQueries;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("QuestDB with a broken table")
class QuestDbFaultsIT extends StoreScenario {
  @RegisterExtension static final SharedServer<EmbeddedQuestDb> SERVER = SharedServer.questDb();

  private static final long DAY = Step.DAY.millis();

  private InfluxTestStore store;
  private HttpQueries http;

  @BeforeEach
  void make() {
    store = InfluxTestStore.on(SERVER.get());
    owned(store);
    http = new HttpQueries(vertx, store.settings());
  }

  private void sql(String sql) throws Exception {
    String query = sql.replace("{t}", store.settings().measurement());
    HttpQueries.Answer answer = Await.result(http.get("/exec", Map.of("query", query)));
    assertTrue(answer.isOk(), () -> query + ": " + answer.body());
  }

  private EventSink sink(Duration checkEvery) throws Exception {
    EventSink sink = closed(InfluxStore.sink(vertx, store.settings(), checkEvery, Duration.ZERO));
    Await.result(sink.open());
    return sink;
  }

  private static TopicLog log(int events) {
    TopicLog log = TopicLog.fresh();
    for (int i = 0; i < events; i++) {
      log.add(0, 1_700_000_000_000L + i, 3);
    }
    return log;
  }

  @ParameterizedTest
  @ValueSource(strings = {"DROP TABLE \"{t}\"", "RENAME TABLE \"{t}\" TO \"{t}_away\""})
  @DisplayName("has it repaired, and reports no event as invalid")
  void repaired(String fault) throws Exception {
    EventSink sink = sink(Duration.ZERO);
    Await.result(sink.store(log(2).all()));
    sql(fault);
    TopicLog after = log(5);
    Future<Integer> stored =
        sink.store(after.all())
            .recover(
                e -> {
                  assertFalse(((StoreException) e).isPermanent(), e.getMessage());
                  return sink.store(after.all());
                });
    assertEquals(5, Await.result(stored));
    assertEquals(5, scan(after).size());
  }

  @Test
  @DisplayName("has it repaired as soon as a batch is rejected, regardless of the last check")
  void refused() throws Exception {
    EventSink sink = sink(Duration.ofHours(1));
    sql("DROP TABLE \"{t}\"");
    TopicLog log = log(2);
    Future<Integer> stored =
        sink.store(log.all())
            .recover(
                e -> {
                  assertFalse(((StoreException) e).isPermanent(), e.getMessage());
                  return sink.store(log.all());
                });
    assertEquals(2, Await.result(stored));
  }

  private Set<Long> scan(TopicLog log) throws Exception {
    Set<Long> seen = new HashSet<>();
    Await.result(
        InfluxStore.audit(vertx, store.settings())
            .scan(log.id(), Set.of(0), row -> seen.add(row.identity())));
    return seen;
  }

  @Test
  @DisplayName("applies the retention of the last opening, including none")
  void retention() throws Exception {
    for (String age : new String[] {"90d", "0", "30d"}) {
      InfluxTestStore aged = store.with("retention", age);
      Await.result(closed(InfluxStore.sink(vertx, aged.settings())).open());
      TopicLog log = log(3);
      Await.result(openSink(aged).store(log.all()));
      assertHolds(
          log,
          openReader(aged),
          new TimeRange(1_700_000_000_000L, 1_700_000_001_000L),
          Step.SECOND);
      sql("TRUNCATE TABLE \"{t}\"");
    }
  }

  @Test
  @DisplayName("stores an event on each of 36,000 days, and all of them can be read")
  void manyDays() throws Exception {
    TopicLog log = TopicLog.fresh();
    for (int day = 0; day < 36_000; day++) {
      log.add(0, day * DAY + 1, 3);
    }
    Await.result(sink(Duration.ofHours(1)).store(log.all()));
    int[] rows = {0};
    Await.result(
        InfluxStore.audit(vertx, store.settings()).scan(log.id(), Set.of(0), row -> rows[0]++));
    assertEquals(36_000, rows[0]);
    assertHolds(log, openReader(store), new TimeRange(0, 36_000 * DAY), Step.DAY);
  }
}
