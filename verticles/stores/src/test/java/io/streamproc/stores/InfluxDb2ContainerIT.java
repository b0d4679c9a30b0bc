package io.streamproc.stores;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.streamproc.core.series.Step;
import io.streamproc.core.series.TimeRange;
import io.streamproc.stores.influx.InfluxTestStore;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.testcontainers.containers.Container.ExecResult;
import org.testcontainers.containers.ExecConfig;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.MountableFile;

@DisplayName("InfluxDB 2 in a container")
class InfluxDb2ContainerIT extends StoreContract {
  private static final int PORT = 8086;
  private static final String ORG = "streamproc";
  private static final String TOKEN = "a-token-for-tests";

  /** Of the chart, which runs it when the server's pod starts. */
  private static final String LOGINS = "../../k8s/streamproc/files/influx-logins.sh";

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
                  .withCopyFileToContainer(MountableFile.forHostPath(LOGINS), "/logins.sh")
                  .withExposedPorts(PORT)
                  // Until it is set up, it answers only /health on this port.
                  .waitingFor(Wait.forHttp("/health").forPort(PORT).forStatusCode(200)));

  private static InfluxTestStore bucket() {
    GenericContainer<?> server = SERVER.get();
    return InfluxTestStore.on("http://" + server.getHost() + ":" + server.getMappedPort(PORT));
  }

  @Override
  protected TestStore fresh() {
    return bucket().with("org", ORG).with("token", TOKEN);
  }

  /** Runs the chart's script for the store's bucket, with this password for both users. */
  private static void createLogins(InfluxTestStore store, String password) throws Exception {
    ExecResult result =
        SERVER
            .get()
            .execInContainer(
                ExecConfig.builder()
                    .envVars(
                        Map.of(
                            "DOCKER_INFLUXDB_INIT_BUCKET",
                            store.values().get("influx.database"),
                            "STREAMPROC_WRITER_USER",
                            "writer",
                            "STREAMPROC_WRITER_PASSWORD",
                            password,
                            "STREAMPROC_READER_USER",
                            "reader",
                            "STREAMPROC_READER_PASSWORD",
                            password))
                    .command(new String[] {"timeout", "60", "bash", "/logins.sh"})
                    .build());
    assertEquals(0, result.getExitCode(), result::toString);
  }

  @Test
  @DisplayName("what the chart's writer stores, its reader reads, and can't write")
  void logins() throws Exception {
    InfluxTestStore store = bucket();
    createLogins(store, "first-password");
    createLogins(store, "second-password");
    InfluxTestStore writer = store.with("user", "writer").with("password", "second-password");
    InfluxTestStore reader = store.with("user", "reader").with("password", "second-password");

    long time = Instant.parse("2024-03-01T12:00:00Z").toEpochMilli();
    TopicLog log = TopicLog.fresh().add(0, time, 1).add(1, time, 2.5);
    assertEquals(2, Await.result(openSink(writer).store(log.all())));
    TimeRange hour = new TimeRange(time, time + Step.HOUR.millis());
    assertHolds(log, openReader(reader), hour, Step.MINUTE);

    StoreException refused = Await.failure(openSink(reader).store(log.all()));
    assertFalse(refused.isPermanent());
    StoreException old =
        Await.failure(closed(writer.with("password", "first-password").sink(vertx)).open());
    assertTrue(old.getMessage().contains("401"), old.getMessage());
    TestStore missing = writer.with("database", "missing");
    StoreException unknown = Await.failure(openSink(missing).store(log.all()));
    assertTrue(unknown.getMessage().contains("'missing'"), unknown.getMessage());
  }
}
