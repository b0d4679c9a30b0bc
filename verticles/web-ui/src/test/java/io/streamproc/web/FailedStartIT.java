package io.streamproc.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.streamproc.core.Names;
import io.streamproc.core.http.PortInUseException;
import io.streamproc.core.role.RoleContext;
import io.streamproc.core.settings.Settings;
import io.streamproc.testkit.Eventually;
import io.streamproc.testkit.FreePorts;
import io.streamproc.testkit.bus.StoppedBus;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Each step of the start fails in turn, and the stop alone releases what was taken before. */
class FailedStartIT {
  private final Vertx vertx = Vertx.vertx();
  private final RoleContext role = RoleContext.create(vertx);
  private final int port = FreePorts.one();
  private final WebUiVerticle verticle =
      new WebUiVerticle(
          WebUiSettings.read(Settings.of(Map.of("web-ui.port", Integer.toString(port)))), role);

  @AfterEach
  void close() throws Exception {
    vertx.close().await(60, TimeUnit.SECONDS);
  }

  private <E extends Exception> void fails(Class<E> expected) {
    assertThrows(expected, () -> vertx.deployVerticle(verticle).await(60, TimeUnit.SECONDS));
  }

  private void assertReleased() throws Exception {
    verticle.abandon().await(60, TimeUnit.SECONDS);
    assertEquals(Map.of(), role.health().reasons());
    assertEquals(Map.of(), role.health().degraded());
    for (String address :
        List.of(Names.BUS_LIVE, Names.BUS_AGGREGATORS, Names.BUS_STORED, Names.BUS_ROLES)) {
      ReplyException e =
          assertThrows(
              ReplyException.class,
              () -> vertx.eventBus().request(address, "{}").await(60, TimeUnit.SECONDS));
      assertEquals(ReplyFailure.NO_HANDLERS, e.failureType(), address);
    }
    Eventually.holds(() -> FreePorts.isFree(port));
  }

  @Test
  @DisplayName("before the start: there is nothing to release")
  void neverStarted() throws Exception {
    assertReleased();
  }

  @Test
  @DisplayName("the port is taken")
  void portTaken() throws Exception {
    try (ServerSocket other = new ServerSocket(port, 1, InetAddress.getByName("127.0.0.1"))) {
      fails(PortInUseException.class);
      assertEquals(port, other.getLocalPort());
    }
    assertReleased();
  }

  @Test
  @DisplayName("the event bus takes no subscription")
  void busStopped() throws Exception {
    StoppedBus bus = StoppedBus.of(vertx);
    fails(IllegalStateException.class);
    bus.startAgain();
    assertReleased();
  }

  @Test
  @DisplayName("a stop in the middle of the start: the start fails, and nothing is opened later")
  void stoppedWhileStarting() throws Exception {
    role.metrics().config().onMeterAdded(meter -> verticle.abandon()); // right after start()
    Future<String> deployed = vertx.deployVerticle(verticle);
    assertThrows(Exception.class, () -> deployed.await(60, TimeUnit.SECONDS));
    assertReleased();
  }
}
