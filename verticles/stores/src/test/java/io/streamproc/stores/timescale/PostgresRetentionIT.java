package io.streamproc.stores.timescale;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.streamproc.embedded.EmbeddedPostgresServer;
import io.streamproc.stores.Await;
import io.streamproc.stores.SharedServer;
import io.streamproc.stores.StoreScenario;
import io.streamproc.stores.TopicLog;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("Retention on PostgreSQL without TimescaleDB")
class PostgresRetentionIT extends StoreScenario {
  @RegisterExtension
  static final SharedServer<EmbeddedPostgresServer> SERVER = SharedServer.postgres();

  @Test
  @DisplayName("opening a sink deletes all old events, however many, and nothing else")
  void deletes() throws Exception {
    TimescaleTestStore store = TimescaleTestStore.on(SERVER.get());
    owned(store);
    TopicLog log = TopicLog.fresh();
    long now = System.currentTimeMillis();
    for (int i = 0; i < 2 * WriteSql.SLICE + 5; i++) {
      log.add(0, now - Duration.ofDays(2).toMillis() + i, 1);
    }
    log.add(0, now, 2).add(0, now - Duration.ofHours(20).toMillis(), 3);
    Await.result(openSink(store).store(log.all()));
    openSink(store.with("retention", "1d"));
    String oldOnes = "SELECT count(*) FROM {s}.events WHERE amount = 1";
    long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (store.number(vertx, oldOnes) > 0 && System.nanoTime() < end) {
      Thread.onSpinWait();
    }
    assertEquals(0, store.number(vertx, oldOnes));
    assertEquals(2, store.number(vertx, "SELECT count(*) FROM {s}.events"));
  }
}
