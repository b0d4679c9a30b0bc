package io.streamproc.stores.timescale;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.streamproc.stores.Await;
import io.streamproc.stores.EventSink;
import io.streamproc.stores.StoreBehindException;
import io.streamproc.stores.StoreException;
import io.streamproc.stores.StoreScenario;
import io.streamproc.stores.TopicLog;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Roles start and stop while others work, and the schema is damaged while it is in use. */
abstract class SchemaInUse extends StoreScenario {
  private static final long T0 = Instant.parse("2024-03-01T12:00:00Z").toEpochMilli();

  private TimescaleTestStore store;

  /** A schema that does not exist, on a running server. */
  protected abstract TimescaleTestStore fresh();

  @BeforeEach
  void make() {
    store = fresh();
    owned(store);
  }

  private static TopicLog log() {
    return TopicLog.fresh().add(0, T0, 1).add(0, T0 + 1, 2).add(1, T0, 3);
  }

  @Test
  @DisplayName("opening again waits for no query and no writer, and blocks none")
  void openingDoesNotBlock() throws Exception {
    // Compression would wait for the busy connection, and writers to that chunk would wait for
    // compression.
    TimescaleTestStore quiet = store.with("compress-after", "0");
    Await.result(openSink(quiet).store(log().all()));
    Pool pool = Connections.pool(vertx, quiet.settings());
    SqlConnection busy = Await.result(pool.getConnection());
    busy.query("BEGIN").execute();
    busy.query("SELECT count(*) FROM " + store.schema() + ".events").execute();
    Await.result(
        busy.query("INSERT INTO " + store.schema() + ".events VALUES (now(), 1, 1, 1, 1)")
            .execute());
    TimescaleTestStore impatient = quiet.with("query-timeout", "10s");
    EventSink sink = openSink(impatient);
    openReader(impatient);
    assertEquals(3, Await.result(sink.store(log().all())));
    Await.result(busy.query("ROLLBACK").execute());
    Await.result(pool.close());
  }

  @Test
  @DisplayName("only a new topic uses up a number, not each start")
  void topicNumbers() throws Exception {
    TopicLog log = log();
    for (int i = 0; i < 10; i++) {
      EventSink sink = openSink(store);
      Await.result(sink.store(log.all()));
      close(sink);
    }
    Await.result(openSink(store).store(log().all()));
    assertEquals(2, store.number(vertx, "SELECT max(id)::bigint FROM {s}.topics"));
  }

  @Test
  @DisplayName(
      "a batch waits while the schema is missing, and is stored once it has been created "
          + "again")
  void dropped() throws Exception {
    EventSink sink = openSink(store);
    TopicLog log = log();
    Await.result(sink.store(log.all()));
    store.drop(vertx);
    StoreException failure = Await.failure(sink.store(log.all()));
    assertFalse(failure.isPermanent());
    assertTrue(failure.getMessage().contains("does not exist"), failure.getMessage());
    Await.result(sink.open());
    assertEquals(3, Await.result(sink.store(log.all())));
  }

  @Test
  @DisplayName(
      "a batch whose positions were deleted is not taken for stored, and neither are "
          + "earlier events")
  void positionsDeleted() throws Exception {
    EventSink sink = openSink(store);
    TopicLog log = log().add(0, T0 + 5, 4);
    Await.result(sink.store(log.part(0, 0, 1)));
    store.sql(vertx, "TRUNCATE {s}.topics, {s}.positions, {s}.events");
    StoreException failure = Await.failure(sink.store(log.part(0, 1, 3)));
    assertFalse(failure.isPermanent(), failure.getMessage());
    StoreBehindException behind =
        assertThrows(StoreBehindException.class, () -> Await.result(sink.store(log.part(0, 1, 3))));
    assertEquals(Map.of(0, 0L), behind.positions());
    assertEquals(3, Await.result(sink.store(log.part(0, 0, 3))));
    store.sql(vertx, "TRUNCATE {s}.topics, {s}.positions, {s}.events");
    StoreException other = Await.failure(sink.store(log.all()));
    assertFalse(other.isPermanent(), other.getMessage());
    assertEquals(4, Await.result(sink.store(log.all())));
  }

  @Test
  @DisplayName("the server's complaint about the data is permanent, and other events are stored")
  void refusedData() throws Exception {
    EventSink sink = openSink(store);
    store.sql(vertx, "ALTER TABLE {s}.events ADD CONSTRAINT no_three CHECK (amount <> 3)");
    long now =
        System.currentTimeMillis(); // recent, so that no event is sparse and goes into the other
    // table
    TopicLog log = TopicLog.fresh().add(0, now, 1).add(0, now, 2).add(1, now, 3);
    StoreException failure = Await.failure(sink.store(log.all()));
    assertTrue(failure.isPermanent(), failure.getMessage());
    var halves = log.all().splitAt(2);
    assertEquals(2, Await.result(sink.store(halves.get(0))));
    assertTrue(Await.failure(sink.store(halves.get(1))).isPermanent());
    assertEquals(0, Await.result(sink.store(halves.get(1).withoutEvents())));
    assertEquals(2, store.number(vertx, "SELECT count(*) FROM {s}.events"));
  }
}
