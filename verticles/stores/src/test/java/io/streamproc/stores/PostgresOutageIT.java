package io.streamproc.stores;

import io.streamproc.embedded.EmbeddedPostgresServer;
import io.streamproc.stores.timescale.TimescaleTestStore;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("An outage of PostgreSQL")
class PostgresOutageIT extends StoreOutage {
  @RegisterExtension
  static final SharedServer<EmbeddedPostgresServer> SERVER = SharedServer.postgres();

  @Override
  protected TestStore fresh() {
    return TimescaleTestStore.on(SERVER.get());
  }
}
