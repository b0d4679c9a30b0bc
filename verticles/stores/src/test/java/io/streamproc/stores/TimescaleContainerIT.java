package io.streamproc.stores;

import io.streamproc.stores.timescale.TimescaleTestStore;
import io.streamproc.testkit.TimescaleServer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;

@DisplayName("TimescaleDB in a container")
class TimescaleContainerIT extends StoreContract {
  private static final int PORT = 5432;

  @RegisterExtension
  static final SharedServer<GenericContainer<?>> SERVER =
      SharedServer.container(
          "timescale",
          "timescale/timescaledb:latest-pg17",
          container ->
              container
                  .withEnv("POSTGRES_PASSWORD", "test")
                  .withExposedPorts(PORT)
                  // The message appears once while the scripts run, and once more when the server
                  // is ready.
                  .waitingFor(Wait.forLogMessage(".*ready to accept connections.*\\n", 2)));

  @Override
  protected TestStore fresh() {
    GenericContainer<?> server = SERVER.get();
    return TimescaleTestStore.on(
        new TimescaleServer(
            server.getHost(), server.getMappedPort(PORT), "postgres", "test", "postgres"));
  }
}
