package io.streamproc.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.streamproc.core.Names;
import io.streamproc.core.http.PortInUseException;
import io.streamproc.core.role.RoleContext;
import io.streamproc.core.settings.Settings;
import io.streamproc.testkit.Eventually;
import io.streamproc.testkit.FreePorts;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.eventbus.impl.EventBusImpl;
import java.io.IOException;
import java.lang.reflect.Field;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Each step of the start fails in turn, and the stop alone releases what was taken before. */
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
    Eventually.holds(() -> portIsFree() && noThreads());
  }

  private boolean portIsFree() {
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port));
      return true;
    } catch (IOException e) {
      return false;
    }
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
  @DisplayName("before the start: there is nothing to release")
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
      assertTrue(other.isBound());
    }
    assertFalse(role.health().reasons().isEmpty());
    stop(verticle);
    assertReleased();
  }

  @Test
  @DisplayName("the event bus takes no subscription")
  void busStopped() throws Exception {
    EventApiVerticle verticle = verticle(Map.of());
    startBus(false);
    fails(IllegalStateException.class, verticle);
    stop(verticle);
    startBus(true);
    assertReleased();
  }

  /** Vert.x gives no way to stop its bus alone. */
  private void startBus(boolean started) throws ReflectiveOperationException {
    Field field = EventBusImpl.class.getDeclaredField("started");
    field.setAccessible(true);
    field.set(vertx.eventBus(), started);
  }

  @Test
  @DisplayName("Kafka's client can't be made")
  void wrongProperty() throws Exception {
    EventApiVerticle verticle = verticle(Map.of("kafka.client.send.buffer.bytes", "many"));
    fails(ConfigException.class, verticle);
    stop(verticle);
    assertReleased();
  }

  @Test
  @DisplayName("Kafka is waited for: the start fails, and the stop does not wait")
  void kafkaAway() throws Exception {
    EventApiVerticle verticle = verticle(Map.of());
    Future<String> deployed = vertx.deployVerticle(verticle);
    Eventually.holds(
        () -> String.valueOf(role.health().reasons().get("event-api")).startsWith("waiting"));
    stop(verticle);
    assertReleased();
    assertThrows(Exception.class, () -> deployed.await(60, TimeUnit.SECONDS));
    stop(verticle); // a second time there is nothing to release
    assertReleased();
  }
}
