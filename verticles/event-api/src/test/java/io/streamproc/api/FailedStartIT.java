package io.streamproc.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.streamproc.core.Names;
import io.streamproc.core.http.PortInUseException;
import io.streamproc.core.role.RoleContext;
import io.streamproc.core.settings.Settings;
import io.streamproc.testkit.Eventually;
import io.streamproc.testkit.FreePorts;
import io.streamproc.testkit.bus.StoppedBus;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Each step of the start fails in turn, and the stop alone releases what the earlier steps have
 * opened.
 */
class FailedStartIT {
  private final Vertx vertx = Vertx.vertx();
  private final RoleContext role = RoleContext.create(vertx);
  private final int port = FreePorts.one();

  @AfterEach
  void close() throws Exception {
    vertx.close().await(60, TimeUnit.SECONDS);
  }

  private EventApiVerticle verticle(Map<String, String> more) {
    String nobody = "127.0.0.1:" + FreePorts.one();
    Map<String, String> all =
        new HashMap<>(ApiServer.settings(nobody, KafkaServer.uniqueTopic(), port));
    all.put("kafka.client.client.id", "event-api-failed-start"); // identifies its threads
    all.putAll(more);
    return new EventApiVerticle(EventApiSettings.read(Settings.of(all)), role);
  }

  private <E extends Exception> E fails(Class<E> expected, EventApiVerticle verticle) {
    return assertThrows(expected, () -> vertx.deployVerticle(verticle).await(60, TimeUnit.SECONDS));
  }

  private void stop(EventApiVerticle verticle) throws Exception {
    Promise<Object> stopped = Promise.promise();
    vertx.runOnContext(v -> verticle.stop().onSuccess(stopped::complete).onFailure(stopped::fail));
    stopped.future().await(60, TimeUnit.SECONDS);
  }

  private void assertReleased() throws Exception {
    assertEquals(Map.of(), role.health().reasons());
    assertEquals(Map.of(), role.health().degraded());
    ReplyException e =
        assertThrows(
            ReplyException.class,
            () -> vertx.eventBus().request(Names.BUS_INGEST, "{}").await(60, TimeUnit.SECONDS));
    assertEquals(ReplyFailure.NO_HANDLERS, e.failureType());
    Eventually.holds(() -> FreePorts.isFree(port) && noThreads());
  }

  private static boolean noThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .noneMatch(
            name ->
                name.startsWith("event-api-")
                    || name.startsWith("kafka-producer-network-thread | event-api-"));
  }

  @Test
  @DisplayName("before the start there is nothing to release")
  void neverStarted() throws Exception {
    stop(verticle(Map.of()));
    assertReleased();
  }

  @Test
  @DisplayName("the port is taken")
  void portTaken() throws Exception {
    EventApiVerticle verticle = verticle(Map.of());
    try (ServerSocket other = new ServerSocket(port, 1, InetAddress.getByName("127.0.0.1"))) {
      fails(PortInUseException.class, verticle);
      try (Socket client = new Socket(other.getInetAddress(), port);
          Socket accepted = other.accept()) {
        assertEquals(
            client.getLocalPort(), accepted.getPort()); // the port still belongs to its owner
      }
    }
    assertFalse(role.health().reasons().isEmpty());
    stop(verticle);
    assertReleased();
  }

  @Test
  @DisplayName("the event bus accepts no subscription")
  void busStopped() throws Exception {
    EventApiVerticle verticle = verticle(Map.of());
    StoppedBus bus = StoppedBus.of(vertx);
    fails(IllegalStateException.class, verticle);
    stop(verticle);
    bus.startAgain();
    assertReleased();
  }

  @Test
  @DisplayName("Kafka's client can't be created")
  void wrongProperty() throws Exception {
    EventApiVerticle verticle = verticle(Map.of("kafka.client.send.buffer.bytes", "many"));
    fails(ConfigException.class, verticle);
    stop(verticle);
    assertReleased();
  }

  @Test
  @DisplayName("a start that waits for Kafka fails at the stop, and the stop does not wait")
  void kafkaUnavailable() throws Exception {
    EventApiVerticle verticle = verticle(Map.of());
    Future<String> deployed = vertx.deployVerticle(verticle);
    Eventually.holds(
        () -> String.valueOf(role.health().reasons().get("event-api")).startsWith("waiting"));
    stop(verticle);
    assertReleased();
    assertThrows(Exception.class, () -> deployed.await(60, TimeUnit.SECONDS));
    stop(verticle); // the second call has nothing to release
    assertReleased();
  }
}
