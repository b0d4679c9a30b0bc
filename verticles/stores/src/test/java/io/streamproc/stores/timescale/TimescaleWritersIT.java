package io.streamproc.stores.timescale;

import io.streamproc.stores.SharedServer;
import io.streamproc.testkit.TimescaleServer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("Writers on TimescaleDB")
class TimescaleWritersIT extends ConcurrentWriters {
  @RegisterExtension static final SharedServer<TimescaleServer> SERVER = SharedServer.timescale();

  @Override
  protected TimescaleTestStore fresh() {
    return TimescaleTestStore.on(SERVER.get());
  }
}
