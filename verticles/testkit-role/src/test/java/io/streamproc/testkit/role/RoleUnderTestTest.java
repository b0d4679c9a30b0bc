package io.streamproc.testkit.role;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.streamproc.core.role.RoleContext;
import io.streamproc.core.role.RoleVerticle;
import io.streamproc.testkit.cluster.BusHarness;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("A role under test")
@Timeout(60)
class RoleUnderTestTest {
  private static final Duration LONG = Duration.ofSeconds(20);
  private static final Duration SHORT = Duration.ofMillis(30);

  @RegisterExtension final BusHarness bus = BusHarness.local();
  private final RoleUnderTest role = RoleUnderTest.on(bus.vertx());
  private final Promise<Void> server = Promise.promise();

  /** Waits for a server and records the time. */
  private final class Waiting extends RoleVerticle<String> {
    private Waiting(RoleContext context) {
      super("settings", context);
    }

    @Override
    protected Future<?> start(String settings, RoleContext given) {
      open.addPart(given.health(), "waiting").notReady("waiting for the server");
      given.metrics().gauge("time", given.clock(), clock -> clock.millis());
      return server.future().onSuccess(v -> given.health().part("waiting").ready());
    }
  }

  @Test
  @DisplayName("reports why it is not ready while it waits, and is deployed when it works")
  void readiness() throws Exception {
    Future<String> deployment = role.begin(Waiting::new);
    AssertionError e = assertThrows(AssertionError.class, () -> role.awaitReady(SHORT));
    assertTrue(e.getMessage().contains("{waiting=waiting for the server}"), e.getMessage());
    assertFalse(deployment.isComplete());
    server.complete();
    role.awaitReady(LONG);
    deployment.await(20, TimeUnit.SECONDS);
    assertEquals(Map.of(), role.notReady());
    role.undeploy().await(20, TimeUnit.SECONDS);
  }

  @Test
  @DisplayName("has a movable clock and readable meters")
  void clockAndMetrics() {
    server.complete();
    role.deploy(Waiting::new);
    assertEquals(RoleUnderTest.NOW, role.metric("time"));
    role.clock().advance(Duration.ofMinutes(1));
    assertEquals(RoleUnderTest.NOW + 60_000, role.metric("time"));
    assertTrue(role.scrape().contains("\ntime 1.7"), role.scrape());
    assertThrows(RuntimeException.class, () -> role.metric("other"));
  }

  @Test
  @DisplayName("reports why it can't start")
  void failing() {
    server.fail("no such server");
    Throwable e = assertThrows(Throwable.class, () -> role.deploy(Waiting::new));
    assertTrue(e.getMessage().contains("no such server"), e.toString());
  }
}
