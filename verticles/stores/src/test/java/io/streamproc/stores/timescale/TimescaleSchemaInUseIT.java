package io.streamproc.stores.timescale;

import io.streamproc.stores.SharedServer;
import io.streamproc.testkit.TimescaleServer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("A schema in use on TimescaleDB")
class TimescaleSchemaInUseIT extends SchemaInUse {
  @RegisterExtension static final SharedServer<TimescaleServer> SERVER = SharedServer.timescale();

  @Override
  protected TimescaleTestStore fresh() {
    return TimescaleTestStore.on(SERVER.get());
  }
}
