package io.streamproc.stores.timescale;

import io.streamproc.embedded.EmbeddedPostgresServer;
import io.streamproc.stores.SharedServer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("An upgrade of PostgreSQL without TimescaleDB")
class PostgresUpgradeIT extends SchemaUpgrade {
  @RegisterExtension
  static final SharedServer<EmbeddedPostgresServer> SERVER = SharedServer.postgres();

  @Override
  protected TimescaleTestStore fresh() {
    return TimescaleTestStore.on(SERVER.get());
  }
}
