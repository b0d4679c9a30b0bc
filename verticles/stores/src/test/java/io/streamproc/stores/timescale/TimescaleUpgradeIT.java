package io.streamproc.stores.timescale;

import io.streamproc.stores.SharedServer;
import io.streamproc.testkit.TimescaleServer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("An upgrade of TimescaleDB")
class TimescaleUpgradeIT extends SchemaUpgrade {
  @RegisterExtension static final SharedServer<TimescaleServer> SERVER = SharedServer.timescale();

  @Override
  protected TimescaleTestStore fresh() {
    return TimescaleTestStore.on(SERVER.get());
  }

  /** Compresses chunks and refreshes rollups. */
  @Override
  protected void inUse() throws Exception {
    store().requireFullLicense(vertx);
    store().sql(vertx, "SELECT compress_chunk(c, true) FROM show_chunks('{s}.events') c");
    for (Rollup rollup : Rollup.values()) {
      store()
          .sql(vertx, "CALL refresh_continuous_aggregate('{s}." + rollup.view() + "', NULL, NULL)");
    }
  }
}
