package io.streamproc.stores;

import io.streamproc.stores.influx.InfluxTestStore;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;

@DisplayName("InfluxDB 1.8 in a container")
class InfluxDb18ContainerIT extends StoreContract {
  private static final int PORT = 8086;

  @RegisterExtension
  static final SharedServer<GenericContainer<?>> SERVER =
      SharedServer.container(
          "influx18",
          "influxdb:1.8",
          container ->
              container
                  .withExposedPorts(PORT)
                  .waitingFor(Wait.forHttp("/ping").forPort(PORT).forStatusCode(204)));

  @Override
  protected TestStore fresh() {
    GenericContainer<?> server = SERVER.get();
    return InfluxTestStore.on("http://" + server.getHost() + ":" + server.getMappedPort(PORT));
  }
}
