package io.streamproc.stores.timescale;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.streamproc.embedded.EmbeddedPostgresServer;
import io.streamproc.stores.Await;
import io.streamproc.stores.EventSink;
import io.streamproc.stores.Remedy;
import io.streamproc.stores.SeriesReader;
import io.streamproc.stores.SharedServer;
import io.streamproc.stores.SinkBatch;
import io.streamproc.stores.StoreException;
import io.streamproc.stores.StoreScenario;
import io.streamproc.stores.TopicLog;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("PostgreSQL that fails a statement")
class PostgresFaultsIT extends StoreScenario {
  @RegisterExtension
  static final SharedServer<EmbeddedPostgresServer> SERVER = SharedServer.postgres();

  private TimescaleTestStore store;
  private EventSink sink;

  @BeforeEach
  void make() throws Exception {
    store = TimescaleTestStore.on(SERVER.get());
    owned(store);
    sink = openSink(store);
  }

  /** Makes every statement that inserts more than {@code most} events fail with the given state. */
  private void failAbove(int most, String sqlState) throws Exception {
    store.sql(
        vertx,
        """
        CREATE FUNCTION {s}.fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
          IF (SELECT count(*) FROM news) > %d THEN
            RAISE EXCEPTION 'too many' USING ERRCODE = '%s';
          END IF;
          RETURN NULL;
        END $$\
        """
            .replace("%d", Integer.toString(most))
            .replace("%s", sqlState));
    store.sql(
        vertx,
        "CREATE TRIGGER fail AFTER INSERT ON {s}.events REFERENCING NEW TABLE AS news"
            + " FOR EACH STATEMENT EXECUTE FUNCTION {s}.fail()");
  }

  private static TopicLog log(int count) {
    TopicLog log = TopicLog.fresh();
    for (int i = 0; i < count; i++) {
      log.add(0, 1_000 + i, 7);
    }
    return log;
  }

  @ParameterizedTest
  @CsvSource({"57014, SMALLER", "53200, SMALLER", "54000, SMALLER", "P0001, UNKNOWN"})
  @DisplayName("because it is too large stores its halves, and each event once")
  void halves(String sqlState, Remedy remedy) throws Exception {
    failAbove(6, sqlState);
    SinkBatch batch = log(10).all();
    assertEquals(remedy, Await.failure(sink.store(batch)).remedy());
    assertTrue(Await.result(sink.takesWrites(batch)));
    for (SinkBatch half : batch.splitAt(5)) {
      assertEquals(5, Await.result(sink.store(half)));
    }
    assertEquals(10, store.number(vertx, "SELECT count(*) FROM {s}.events"));
    assertEquals(10, store.number(vertx, "SELECT next_offset FROM {s}.positions"));
  }

  @Test
  @DisplayName("because a copy is too large stores its halves over the same connections")
  void halvesOfCopy() throws Exception {
    failAbove(600, "57014");
    SinkBatch batch = log(1_000).all();
    for (int attempt = 0; attempt < 10; attempt++) { // more often than there are connections
      assertEquals(Remedy.SMALLER, Await.failure(sink.store(batch)).remedy());
    }
    assertEquals(0, store.number(vertx, "SELECT count(*) FROM {s}.events"));
    for (SinkBatch half : batch.splitAt(500)) {
      assertEquals(500, Await.result(sink.store(half)));
    }
    assertEquals(0, Await.result(sink.store(batch)), "all are stored already");
    assertEquals(1_000, store.number(vertx, "SELECT count(*) FROM {s}.events"));
    assertEquals(1_000, store.number(vertx, "SELECT next_offset FROM {s}.positions"));
  }

  @Test
  @DisplayName("or rejects a login is still alive")
  void alive() throws Exception {
    SeriesReader reader = closed(store.with("database", "no_such_database").reader(vertx));
    StoreException refused = Await.failure(reader.open());
    assertTrue(refused.getMessage().contains("3D000"), refused.getMessage());
    Await.result(reader.ping());
  }

  @Test
  @DisplayName("because its table is missing accepts no writes and reports no event as invalid")
  void tableGone() throws Exception {
    SinkBatch batch = log(2).all();
    store.sql(vertx, "ALTER TABLE {s}.events RENAME TO hidden");
    assertEquals(Remedy.WAIT, Await.failure(sink.store(batch)).remedy());
    assertFalse(Await.result(sink.takesWrites(batch)));
    store.sql(vertx, "ALTER TABLE {s}.hidden RENAME TO events");
    assertTrue(Await.result(sink.takesWrites(batch)));
    assertEquals(0, store.number(vertx, "SELECT next_offset FROM {s}.positions"));
    assertEquals(2, Await.result(sink.store(batch)));
  }
}
