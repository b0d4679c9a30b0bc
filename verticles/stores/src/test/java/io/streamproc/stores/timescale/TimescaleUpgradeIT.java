package io.streamproc.stores.timescale;

import io.streamproc.stores.SharedServer;
import io.streamproc.testkit.TimescaleServer;
import io.vertx.sqlclient.Row;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("An upgrade of TimescaleDB")
class TimescaleUpgradeIT extends SchemaUpgrade {
  @RegisterExtension static final SharedServer<TimescaleServer> SERVER = SharedServer.timescale();

  @Override
  protected TimescaleTestStore fresh() {
    return TimescaleTestStore.on(SERVER.get());
  }

  /** Compresses chunks and refreshes the rollups of that version. */
  @Override
  protected void inUse() throws Exception {
    store().requireFullLicense(vertx);
    store().sql(vertx, "SELECT compress_chunk(c, true) FROM show_chunks('{s}.events') c");
    String views =
        "SELECT view_name FROM timescaledb_information.continuous_aggregates"
            + " WHERE view_schema = '{s}'";
    for (Row row : store().sql(vertx, views)) {
      String view = row.getString("view_name");
      store().sql(vertx, "CALL refresh_continuous_aggregate('{s}." + view + "', NULL, NULL)");
    }
  }
}
