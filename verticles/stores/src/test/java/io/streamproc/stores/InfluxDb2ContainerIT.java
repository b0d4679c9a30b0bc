package io.streamproc.stores;

import io.streamproc.stores.influx.InfluxTestStore;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;

@DisplayName("InfluxDB 2 in a container")
class InfluxDb2ContainerIT extends StoreContract {
  private static final int PORT = 8086;
  private static final String ORG = "streamproc";
  private static final String TOKEN = "a-token-for-tests";

  @RegisterExtension
  static final SharedServer<GenericContainer<?>> SERVER =
      SharedServer.container(
          "influx2",
          "influxdb:2.7",
          container ->
              container
                  .withEnv("DOCKER_INFLUXDB_INIT_MODE", "setup")
                  .withEnv("DOCKER_INFLUXDB_INIT_USERNAME", "admin")
                  .withEnv("DOCKER_INFLUXDB_INIT_PASSWORD", "a-password")
                  .withEnv("DOCKER_INFLUXDB_INIT_ORG", ORG)
                  .withEnv("DOCKER_INFLUXDB_INIT_BUCKET", "unused")
                  .withEnv("DOCKER_INFLUXDB_INIT_ADMIN_TOKEN", TOKEN)
                  .withExposedPorts(PORT)
                  // Answers to nothing on this port until it is set up.
                  .waitingFor(Wait.forHttp("/health").forPort(PORT).forStatusCode(200)));

  @Override
  protected TestStore fresh() {
    GenericContainer<?> server = SERVER.get();
    return InfluxTestStore.on("http://" + server.getHost() + ":" + server.getMappedPort(PORT))
        .with("org", ORG)
        .with("token", TOKEN);
  }
}
