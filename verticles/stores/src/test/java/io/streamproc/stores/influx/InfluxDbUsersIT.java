package io.streamproc.stores.influx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.streamproc.core.series.Step;
import io.streamproc.core.series.TimeRange;
import io.streamproc.stores.Await;
import io.streamproc.stores.EventSink;
import io.streamproc.stores.SeriesReader;
import io.streamproc.stores.SharedServer;
import io.streamproc.stores.SinkBatch;
import io.streamproc.stores.StoreAudit;
import io.streamproc.stores.StoreException;
import io.streamproc.stores.StoreScenario;
import io.streamproc.stores.TopicLog;
import io.streamproc.testkit.InfluxDbServer;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Debian's InfluxDB itself, without the proxy: the write API of users is that of version 1. */
@DisplayName("InfluxDB 1 with a user who only writes and a user who only reads")
class InfluxDbUsersIT extends StoreScenario {
  private static final String ADMIN = "root";

  @RegisterExtension
  static final SharedServer<InfluxDbServer> SERVER = SharedServer.influxDbWithUsers(ADMIN);

  private static final long T0 = Instant.parse("2024-03-01T12:00:00Z").toEpochMilli();
  private static final TimeRange HOUR = new TimeRange(T0, T0 + Step.HOUR.millis());

  private InfluxTestStore admin;
  private InfluxTestStore writer;
  private InfluxTestStore reader;

  @BeforeEach
  void make() throws Exception {
    InfluxTestStore store = InfluxTestStore.on(SERVER.get().directUrl());
    admin = login(store, ADMIN);
    admin.influxQl(vertx, "CREATE DATABASE \"{d}\"");
    writer = user(store, "writer", "WRITE");
    reader = user(store, "reader", "READ");
  }

  private static InfluxTestStore login(InfluxTestStore store, String user) {
    return store.with("user", user).with("password", user);
  }

  /** Creates a user with one privilege on the test's database. */
  private InfluxTestStore user(InfluxTestStore store, String name, String privilege)
      throws Exception {
    String user = name + "_" + store.settings().database();
    admin.influxQl(vertx, "CREATE USER %1$s WITH PASSWORD '%1$s'".formatted(user));
    admin.influxQl(vertx, "GRANT %s ON \"{d}\" TO %s".formatted(privilege, user));
    return login(store, user);
  }

  @Test
  @DisplayName("what one stores, the other reads, and neither can do more")
  void leastPrivilege() throws Exception {
    TopicLog log = TopicLog.fresh().add(0, T0, 1).add(1, T0, 2.5).add(0, T0 + 1, -4);
    EventSink sink = openSink(writer);
    assertEquals(3, Await.result(sink.store(log.all())));

    SeriesReader reading = openReader(reader);
    assertHolds(log, reading, HOUR, Step.MINUTE);
    Await.result(reading.ping());
    assertEquals(List.of(1.0, -4.0), amounts(reader, log, 0));
    assertEquals(List.of(2.5), amounts(reader, log, 1));

    StoreException refused = Await.failure(openSink(reader).store(log.all()));
    assertFalse(refused.isPermanent());
    assertTrue(refused.getMessage().contains("not authorized to write"), refused.getMessage());
    StoreException unread = Await.failure(openReader(writer).read(HOUR, Step.MINUTE));
    assertTrue(unread.getMessage().contains("not authorized"), unread.getMessage());
    for (InfluxTestStore store : List.of(writer, reader)) {
      for (String change : List.of("DROP DATABASE \"{d}\"", "DROP MEASUREMENT low")) {
        Exception e =
            assertThrows(IllegalStateException.class, () -> store.influxQl(vertx, change));
        assertTrue(e.getMessage().contains("not authorized"), e.getMessage());
      }
    }
    assertHolds(log, reading, HOUR, Step.MINUTE);
  }

  private List<Double> amounts(InfluxTestStore store, TopicLog log, int partition)
      throws Exception {
    StoreAudit audit = InfluxStore.audit(vertx, store.settings());
    List<Double> amounts = new ArrayList<>();
    Future<Void> scanned =
        audit.scan(log.id(), Set.of(partition), event -> amounts.add(event.amount()));
    Await.result(scanned.eventually(audit::close));
    return amounts;
  }

  private static TopicLog events(int count, int partitions) {
    TopicLog log = TopicLog.fresh();
    for (int i = 0; i < count; i++) {
      log.add(i % partitions, T0 + i, i);
    }
    return log;
  }

  @Test
  @DisplayName("a user who only writes keeps no rollups, and earlier ones are not relied on")
  void withoutRollups() throws Exception {
    TopicLog log = events(12, 4);
    SinkBatch first = log.empty();
    for (int partition = 0; partition < 3; partition++) {
      log.add(first, partition, 0, 1);
    }
    Await.result(openSink(admin).store(first));
    EventSink writing = openSink(writer);
    for (int partition = 0; partition < 4; partition++) { // one after another
      for (int i = 0; i < 3; i++) {
        Await.result(writing.store(log.part(partition, i, i + 1)));
      }
    }
    assertHolds(log, openReader(reader), HOUR, Step.MINUTE);
  }

  @Test
  @DisplayName("a user who only writes takes rollups from a partition that it gets back")
  void partitionReturns() throws Exception {
    TopicLog log = events(6, 1);
    EventSink writing = openSink(writer);
    Await.result(writing.store(log.part(0, 0, 2)));
    Await.result(openSink(admin).store(log.part(0, 2, 4)));
    Await.result(writing.store(log.part(0, 4, 6)));
    assertHolds(log, openReader(reader), HOUR, Step.MINUTE);
  }

  @Test
  @DisplayName("a user who loses the permission to read goes on without rollups")
  void permissionLost() throws Exception {
    TopicLog log = events(30, 3);
    String user = writer.settings().user();
    admin.influxQl(vertx, "GRANT ALL ON \"{d}\" TO " + user);
    EventSink sink = openSink(writer);
    SinkBatch all = log.empty();
    for (int partition = 0; partition < 3; partition++) {
      log.add(all, partition, 0, 4);
    }
    Await.result(sink.store(all));
    admin.influxQl(vertx, "REVOKE READ ON \"{d}\" FROM " + user);
    Await.result(sink.store(log.part(1, 0, 6))); // from an earlier offset: its state is read
    Await.result(sink.store(log.part(0, 4, 10)));
    Await.result(sink.store(log.part(2, 4, 10)));
    Await.result(sink.store(log.part(1, 6, 10)));
    assertHolds(log, openReader(reader), HOUR, Step.MINUTE);
  }

  @Test
  @DisplayName("a wrong password shows at the opening, a missing database at the first write")
  void reasons() throws Exception {
    StoreException wrong =
        Await.failure(closed(writer.with("password", "other").sink(vertx)).open());
    assertTrue(wrong.getMessage().contains("401"), wrong.getMessage());

    TopicLog log = TopicLog.fresh().add(0, T0, 1);
    admin.influxQl(vertx, "DROP DATABASE \"{d}\"");
    EventSink sink = openSink(writer);
    StoreException missing = Await.failure(sink.store(log.all()));
    assertFalse(missing.isPermanent());
    assertTrue(missing.getMessage().contains(writer.settings().database()), missing.getMessage());
    admin.influxQl(vertx, "CREATE DATABASE \"{d}\"");
    admin.influxQl(vertx, "GRANT WRITE ON \"{d}\" TO " + writer.settings().user());
    assertEquals(1, Await.result(sink.store(log.all())));
  }
}
