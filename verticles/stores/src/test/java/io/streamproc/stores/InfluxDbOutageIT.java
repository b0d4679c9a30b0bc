package io.streamproc.stores;

import io.streamproc.stores.influx.InfluxTestStore;
import io.streamproc.testkit.InfluxDbServer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("An outage of InfluxDB 1")
class InfluxDbOutageIT extends StoreOutage {
  @RegisterExtension static final SharedServer<InfluxDbServer> SERVER = SharedServer.influxDb();

  @Override
  protected TestStore fresh() {
    return InfluxTestStore.on(SERVER.get());
  }
}
