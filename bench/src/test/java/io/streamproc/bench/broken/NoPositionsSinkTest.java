package io.streamproc.bench.broken;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.streamproc.core.settings.Settings;
import io.streamproc.stores.EventSink;
import io.streamproc.stores.SinkBatch;
import io.streamproc.stores.timescale.Connections;
import io.streamproc.stores.timescale.TimescaleSettings;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class NoPositionsSinkTest {
  private final Vertx vertx = Vertx.vertx();

  /** A schema whose connections can't be closed. */
  private static final class Unclosable implements EventSink {
    @Override
    public Future<Void> open() {
      return Future.succeededFuture();
    }

    @Override
    public Future<Integer> store(SinkBatch batch) {
      return Future.failedFuture("stores nothing");
    }

    @Override
    public Future<Void> close() {
      return Future.failedFuture("not closed");
    }
  }

  @AfterEach
  void close() {
    vertx.close().await();
  }

  @Test
  @DisplayName("the pool is closed even if closing the schema fails, and the failure is reported")
  void closesBoth() {
    TimescaleSettings settings = TimescaleSettings.read(Settings.of(Map.of("timescale.port", "1")));
    Pool pool = Connections.pool(vertx, settings);
    Throwable failure =
        assertThrows(
            Throwable.class,
            () ->
                new NoPositionsSink(new Unclosable(), pool, "s")
                    .close()
                    .await(20, TimeUnit.SECONDS));
    assertEquals("not closed", failure.getMessage());
    Throwable closed =
        assertThrows(Throwable.class, () -> pool.getConnection().await(20, TimeUnit.SECONDS));
    assertTrue(closed.getMessage().contains("closed"), closed::toString);
  }
}
