package io.streamproc.stores;

import io.streamproc.stores.timescale.TimescaleTestStore;
import io.streamproc.testkit.TimescaleServer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("An outage of TimescaleDB")
class TimescaleOutageIT extends StoreOutage {
  @RegisterExtension static final SharedServer<TimescaleServer> SERVER = SharedServer.timescale();

  @Override
  protected TestStore fresh() {
    return TimescaleTestStore.on(SERVER.get());
  }
}
