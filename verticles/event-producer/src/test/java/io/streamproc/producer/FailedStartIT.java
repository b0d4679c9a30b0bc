package io.streamproc.producer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.streamproc.core.settings.Settings;
import io.vertx.core.Future;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The start fails or is overtaken by a stop, and the stop alone releases what was taken before. */
class FailedStartIT extends ProducerFixture {
  @TempDir Path dir;

  private EventProducerVerticle verticle(Path file) {
    Map<String, String> values =
        Map.of(
            "event-producer.url",
            "http://127.0.0.1:" + api.port(),
            "event-producer.replay-file",
            file.toString(),
            "event-producer.generator",
            "false");
    return new EventProducerVerticle(ProducerSettings.read(Settings.of(values)), role);
  }

  private void assertReleased(EventProducerVerticle verticle) throws Exception {
    await(verticle.abandon());
    assertEquals(Map.of(), role.health().reasons());
    assertEquals(0, ownMeters());
    assertEquals(0, api.requests());
  }

  private long ownMeters() {
    return role.metrics().getMeters().stream()
        .filter(meter -> meter.getId().getName().startsWith("streamproc.producer."))
        .count();
  }

  @Test
  @DisplayName("before the start: there is nothing to release")
  void neverStarted() throws Exception {
    assertReleased(verticle(dir.resolve("events.csv")));
  }

  @Test
  @DisplayName("the file of the replay is missing")
  void noFile() throws Exception {
    EventProducerVerticle verticle = verticle(dir.resolve("events.csv"));
    Exception e = assertThrows(Exception.class, () -> await(vertx.deployVerticle(verticle)));
    assertEquals(IOException.class, e.getCause().getClass());
    assertReleased(verticle);
  }

  @Test
  @DisplayName("a stop while the file is opened: the start fails, and nothing is sent later")
  void stoppedWhileOpening() throws Exception {
    Path file = dir.resolve("events.csv");
    Files.writeString(file, "time,amount\n2023-11-14T22:15:23Z,7\n");
    EventProducerVerticle verticle = verticle(file);
    role.metrics().config().onMeterAdded(meter -> verticle.abandon()); // right after start()
    Future<String> deployed = vertx.deployVerticle(verticle);
    assertThrows(Exception.class, () -> await(deployed));
    assertReleased(verticle);
  }
}
