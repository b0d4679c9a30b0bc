package io.streamproc.stores;

import io.streamproc.stores.influx.InfluxTestStore;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;

@DisplayName("InfluxDB 3 in a container")
class InfluxDb3ContainerIT extends StoreContract {
  private static final int PORT = 8181;

  @RegisterExtension
  static final SharedServer<GenericContainer<?>> SERVER =
      SharedServer.container(
          "influx3",
          "influxdb:3-core",
          container ->
              container
                  .withCommand(
                      "influxdb3",
                      "serve",
                      "--node-id=test",
                      "--object-store=memory",
                      "--without-auth")
                  .withExposedPorts(PORT)
                  .waitingFor(Wait.forHttp("/health").forPort(PORT).forStatusCode(200)));

  @Override
  protected TestStore fresh() {
    GenericContainer<?> server = SERVER.get();
    return InfluxTestStore.on("http://" + server.getHost() + ":" + server.getMappedPort(PORT));
  }
}
